package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.storage.ObjectKey;
import java.time.Instant;

/**
 * {@code sessions/<name>.json}: the presence of an open writer or maintainer.
 *
 * <pre>
 * {"format":1,"state":&lt;number&gt;,"commit":"&lt;commit key&gt;","writer":"&lt;random&gt;","client":"user@host","started":"&lt;time&gt;"}
 * </pre>
 *
 * The session of a maintainer has no {@code commit}.
 *
 * @param state the number of the collection state that the writer has read
 * @param commitKey the one key at which it will commit; empty for a maintainer
 * @param writer a random text, so that no two objects are equal
 * @param client who runs it, for people
 * @param started when it began, by the clock of the writer, for people
 */
public record SessionObject(long state, String commitKey, String writer, String client, Instant started) {

    /**
     * {@return the same session with another state}
     *
     * @param number the number of the collection state that was read
     */
    public SessionObject at(long number) {
        return new SessionObject(number, commitKey, writer, client, started);
    }

    /** {@return the object as JSON with its line feed} */
    public byte[] encode() {
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeNumberField("format", Limits.FORMAT);
            out.writeNumberField("state", state);
            if (!commitKey.isEmpty()) {
                out.writeStringField("commit", commitKey);
            }
            out.writeStringField("writer", writer);
            out.writeStringField("client", client);
            out.writeStringField("started", started.toString());
            out.writeEndObject();
            out.writeRaw('\n');
        });
    }

    /**
     * Reads the object.
     *
     * @param bytes the whole object
     * @return the session; its commit key is a key, or empty
     * @throws UnsupportedFormatException if it was written by a newer version
     * @throws MalformedException if it is damaged
     */
    public static SessionObject decode(byte[] bytes) throws MalformedException, UnsupportedFormatException {
        JsonTree tree = JsonTree.parse("a session", bytes);
        tree.requireFormat();
        String commitKey = tree.has("commit") ? tree.string("commit") : "";
        if (tree.has("commit") && !ObjectKey.isValid(commitKey)) {
            throw new MalformedException("a session has a commit key that is none", null);
        }
        return new SessionObject(
                tree.count("state"), commitKey, tree.string("writer"), tree.string("client"), tree.instant("started"));
    }
}
