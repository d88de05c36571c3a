package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.fault.VaultikException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves of the tree of the last snapshot, by the digest of what they were made of ({@link PendingLeaf}). The catalog keeps them
 * behind the files, as entries of a kind of their own. What it says is looked up where the leaf lies before it is used. Not
 * thread-safe.
 */
final class KnownLeaves {
    /** The kind of what the catalog knows of a leaf. */
    static final int KIND = 1;

    /** Some four million entries; the leaves after that are made anew. */
    private static final int MAX_LEAVES = 1 << 15;

    private static final byte[] NO_PATH = {};
    private static final Instant NO_TIME = Instant.EPOCH;

    private final Map<ContentDigest, Leaf> leaves = new HashMap<>();

    /**
     * A leaf.
     *
     * @param ref where it is stored
     * @param digest the digest of the chunk that it is stored as
     */
    record Leaf(long ref, ContentDigest digest) {}

    /** Takes an entry of the catalog; one that is no leaf is left out. */
    void add(KnownEntry entry) {
        String version = entry.version();
        if (entry.kind() != KIND || version == null || entry.refs().length != 1) {
            return;
        }
        byte[] digests;
        try {
            digests = Base64.getDecoder().decode(version);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (digests.length == 2 * ContentDigest.BYTES) {
            Leaf leaf = new Leaf(entry.refs()[0], ContentDigest.of(digests, ContentDigest.BYTES));
            put(ContentDigest.of(digests, 0), leaf);
        }
    }

    /** Takes a leaf that was made of this, while there is room. */
    void put(ContentDigest content, Leaf leaf) {
        if (leaves.size() < MAX_LEAVES) {
            leaves.put(content, leaf);
        }
    }

    /** Tells whether these are the same leaves as others. */
    boolean areSame(KnownLeaves others) {
        return leaves.equals(others.leaves);
    }

    /** Returns the leaf that was made of this, or null. */
    @Nullable
    Leaf find(ContentDigest content) {
        return leaves.get(content);
    }

    /** Adds what the catalog keeps of them. */
    void addTo(GenerationWriter generation) throws VaultikException {
        for (Map.Entry<ContentDigest, Leaf> leaf : leaves.entrySet()) {
            generation.add(entry(leaf.getKey(), leaf.getValue()));
        }
    }

    private static KnownEntry entry(ContentDigest content, Leaf leaf) {
        byte[] digests = new byte[2 * ContentDigest.BYTES];
        content.writeTo(digests, 0);
        leaf.digest().writeTo(digests, ContentDigest.BYTES);
        String version = Base64.getEncoder().encodeToString(digests);
        return new KnownEntry(NO_PATH, KIND, new FileState(0, NO_TIME, null, null), version, new long[] {leaf.ref()});
    }
}
