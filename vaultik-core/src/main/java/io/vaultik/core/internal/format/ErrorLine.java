package io.vaultik.core.internal.format;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.MalformedException;
import java.util.Locale;

/**
 * One line of the attachment {@code vaultik.errors}, schema 1:
 *
 * <pre>
 * {"schema":1,"kind":"failed"|"skipped"|"alert","namespace":"..","id":"..","name":"..","cause":"..","message":".."}
 * </pre>
 */
public final class ErrorLine {
    private ErrorLine() {}

    /**
     * {@return the line of an error, with its line feed}
     *
     * @param error the error; id and name of its item are written in clear
     */
    public static byte[] encode(ItemError error) {
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeNumberField("schema", 1);
            out.writeStringField("kind", error.kind().name().toLowerCase(Locale.ROOT));
            out.writeStringField("namespace", error.item().namespace());
            out.writeStringField("id", error.item().id().value());
            out.writeStringField("name", error.item().name().value());
            out.writeStringField("cause", error.cause());
            out.writeStringField("message", error.message());
            out.writeEndObject();
            out.writeRaw('\n');
        });
    }

    /**
     * Reads a line.
     *
     * @param line one line, with or without its line feed
     * @return the error
     * @throws MalformedException if it is not one
     */
    public static ItemError decode(byte[] line) throws MalformedException {
        JsonTree tree = JsonTree.parse("a line of stored errors", line);
        tree.requireVersion("schema");
        return new ItemError(
                kind(tree.string("kind")),
                new Item(
                        tree.string("namespace"), new Concealed(tree.string("id")), new Concealed(tree.string("name"))),
                tree.string("cause"),
                tree.string("message"));
    }

    private static ItemError.Kind kind(String text) throws MalformedException {
        for (ItemError.Kind kind : ItemError.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw new MalformedException("\"{}\" is no kind of error", null, text);
    }
}
