package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code gc/<n>.json}: one state of the collection. State 0 is implicit: {@link #INITIAL}.
 *
 * <pre>
 * {"format":1,"id":"&lt;random&gt;","owner":"user@host","condemned":["&lt;blob&gt;",...],"doomed":["&lt;blob&gt;",...]}
 * </pre>
 *
 * @param number its number, which stands in its key
 * @param id a random text
 * @param owner who made it; without a trusted CREATE only this one makes the next
 * @param condemned blobs that no session at this number or above uses
 * @param doomed blobs that are being deleted, for ever
 */
public record CollectionState(long number, String id, String owner, Set<String> condemned, Set<String> doomed) {
    /** The state before the first one that is written. */
    public static final CollectionState INITIAL = new CollectionState(0, "", "", Set.of(), Set.of());

    /** The most blobs that one list names; in the document they are sorted. */
    public static final int MAX_BLOBS = 200_000;

    /**
     * {@return whether a session at this number must not use a blob: it is condemned or doomed}
     *
     * @param blob its name, 64 hexadecimal digits
     */
    public boolean isOffLimits(String blob) {
        return condemned.contains(blob) || doomed.contains(blob);
    }

    /** {@return the object as JSON with its line feed} */
    public byte[] encode() {
        return JsonTree.write(out -> {
            out.writeStartObject();
            out.writeNumberField("format", Limits.FORMAT);
            out.writeStringField("id", id);
            out.writeStringField("owner", owner);
            writeNames(out, "condemned", condemned);
            writeNames(out, "doomed", doomed);
            out.writeEndObject();
            out.writeRaw('\n');
        });
    }

    /**
     * Reads the object.
     *
     * @param number the number that its key says
     * @param bytes the whole object
     * @return the state, with at most {@link #MAX_BLOBS} names in each list
     * @throws UnsupportedFormatException if it was written by a newer version
     * @throws MalformedException if it is damaged
     */
    public static CollectionState decode(long number, byte[] bytes)
            throws MalformedException, UnsupportedFormatException {
        JsonTree tree = JsonTree.parse("collection state " + number, bytes);
        tree.requireFormat();
        return new CollectionState(
                number, tree.string("id"), tree.string("owner"), names(tree, "condemned"), names(tree, "doomed"));
    }

    private static Set<String> names(JsonTree tree, String field) throws MalformedException {
        List<String> names = tree.strings(field);
        if (names.size() > MAX_BLOBS) {
            throw new MalformedException("a collection state names {} blobs as {}", null, names.size(), field);
        }
        for (String name : names) {
            if (!Hex.isDigest(name)) {
                throw new MalformedException("a collection state names a blob that is no digest", null);
            }
        }
        return Set.copyOf(names);
    }

    private static void writeNames(com.fasterxml.jackson.core.JsonGenerator out, String field, Collection<String> names)
            throws java.io.IOException {
        out.writeArrayFieldStart(field);
        for (String name : new TreeSet<>(names)) {
            out.writeString(name);
        }
        out.writeEndArray();
    }
}
