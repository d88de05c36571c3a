package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.ChunkLocation;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The leaves that were read, up to a number: behind it they are read again by each snapshot. One thread. */
final class Leaves {
    private static final int MAX_LEAVES = 100_000;

    private final Map<ByteBuffer, KnownLeaf> leaves = new HashMap<>();

    /** Returns what is known of a leaf, if all blobs that it needs are those of the snapshot. */
    @Nullable
    KnownLeaf find(ChunkLocation leaf, Subject subject) {
        KnownLeaf known = leaves.get(key(leaf));
        return known != null && subject.hasAll(known.rows()) ? known : null;
    }

    void add(ChunkLocation leaf, KnownLeaf known) {
        if (leaves.size() < MAX_LEAVES) {
            leaves.put(key(leaf), known);
        }
    }

    private static ByteBuffer key(ChunkLocation leaf) {
        ByteBuffer key = ByteBuffer.allocate(64 + 4 * Integer.BYTES + 32);
        leaf.blob().chars().forEach(c -> key.put((byte) c));
        return key.putInt(leaf.segmentOffset())
                .putInt(leaf.segmentLength())
                .putInt(leaf.offset())
                .putInt(leaf.length())
                .put(leaf.digest())
                .flip();
    }
}
