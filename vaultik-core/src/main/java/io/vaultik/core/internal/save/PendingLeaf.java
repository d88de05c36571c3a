package io.vaultik.core.internal.save;

import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.repository.EntryPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one leaf of the tree before it is made. A leaf is known by the digest of all that it is made of:
 *
 * <pre>
 * "vaultik-leaf-1" NUL (record up to its signs, [length(4) first name])*
 * </pre>
 *
 * with the name of the first hard link where the record has an id of one, of length -1 if it is the first itself. References stand
 * for locations: a blob keeps its number and what lies in it. An entry of which a part goes to a chunk beside the node is never
 * part of a leaf that is known: such a chunk may lie elsewhere the next time. Not thread-safe; used again after {@link #clear}.
 */
final class PendingLeaf {
    private static final byte[] CONTEXT = "vaultik-leaf-1\0".getBytes(StandardCharsets.US_ASCII);

    /** More bytes than one byte of a record takes in a node: eight of a reference become a location. */
    private static final int MAX_BYTES_PER_BYTE = 16;

    /** Room in a node for the names of fields. */
    private static final int FIELD_BYTES = 512;

    private final Digester digester;
    private final List<byte[]> records = new ArrayList<>();
    private final List<@Nullable EntryPath> firstNames = new ArrayList<>();
    private long maxBytes;
    private boolean plain;

    PendingLeaf(Digester digester) {
        this.digester = digester;
        clear();
    }

    /**
     * Adds an entry.
     *
     * @param record its record
     * @param firstName the first name of the same hard-linked file, or null
     */
    void add(byte[] record, @Nullable EntryPath firstName) {
        records.add(record);
        firstNames.add(firstName);
        digester.update(record, 0, RawEntry.signs(record));
        maxBytes += (long) MAX_BYTES_PER_BYTE * record.length + FIELD_BYTES;
        if (RawEntry.has(record, RawEntry.HARD_LINK)) {
            addFirstName(firstName);
        }
        plain = plain
                && RawEntry.refCount(record) <= Limits.MAX_INLINE_CHUNKS
                && RawEntry.attributeBytes(record) <= Limits.MAX_INLINE_BYTES;
    }

    /** Tells whether no more entries are taken: one more might make the leaf end by its size. */
    boolean isFull() {
        return records.size() == Limits.MAX_NODE_ENTRIES || maxBytes >= Limits.MAX_NODE_BYTES / 2;
    }

    int count() {
        return records.size();
    }

    byte[] record(int index) {
        return records.get(index);
    }

    @Nullable
    EntryPath firstName(int index) {
        return firstNames.get(index);
    }

    /** Returns the digest of what the leaf is made of, or null if it must be made anew. Called once, when all entries are there. */
    @Nullable
    ContentDigest content() {
        ContentDigest digest = digester.digest();
        return plain ? digest : null;
    }

    void clear() {
        records.clear();
        firstNames.clear();
        maxBytes = 0;
        plain = true;
        digester.reset();
        digester.update(CONTEXT, 0, CONTEXT.length);
    }

    private void addFirstName(@Nullable EntryPath name) {
        RecordSink out = new RecordSink(64);
        byte[] bytes = name == null ? null : name.bytes();
        out.putSized(bytes);
        byte[] sized = out.toBytes();
        maxBytes += (long) MAX_BYTES_PER_BYTE * sized.length;
        digester.update(sized, 0, sized.length);
    }
}
