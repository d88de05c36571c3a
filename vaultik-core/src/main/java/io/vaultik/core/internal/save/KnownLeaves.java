package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.VaultikException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Leaves of the tree of the last snapshot, in their order and by the digest of what they were made of ({@link PendingLeaf}). The catalog keeps them
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

    private final List<Leaf> leaves = new ArrayList<>();
    private final Map<ContentDigest, Integer> places = new HashMap<>();

    /**
     * A leaf as it is stored.
     *
     * @param ref where it is stored
     * @param digest the digest of the chunk that it is stored as
     */
    record Node(long ref, ContentDigest digest) {}

    private record Leaf(ContentDigest content, int entries, Node node) {}

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
        long entries = entry.state().size();
        if (digests.length == 2 * ContentDigest.BYTES && entries > 0 && entries <= Limits.MAX_NODE_ENTRIES) {
            Node node = new Node(entry.refs()[0], ContentDigest.of(digests, ContentDigest.BYTES));
            put(ContentDigest.of(digests, 0), (int) entries, node);
        }
    }

    /**
     * Takes the next leaf of a tree, while there is room.
     *
     * @param content the digest of what it was made of
     * @param entries how many entries it has
     * @param node where it is
     */
    void put(ContentDigest content, int entries, Node node) {
        if (leaves.size() < MAX_LEAVES && places.putIfAbsent(content, leaves.size()) == null) {
            leaves.add(new Leaf(content, entries, node));
        }
    }

    /** Tells whether these are the same leaves as others. */
    boolean areSame(KnownLeaves others) {
        return leaves.equals(others.leaves);
    }

    /** Returns the leaf that was made of this, or null. */
    @Nullable
    Node find(ContentDigest content) {
        Integer place = places.get(content);
        return place == null ? null : leaves.get(place).node;
    }

    /** Returns how many entries the first leaf has; 0 if there is none. */
    int firstEntries() {
        return leaves.isEmpty() ? 0 : leaves.get(0).entries;
    }

    /** Returns how many entries the leaf has that comes after the one that was made of this; 0 if there is none. */
    int entriesAfter(ContentDigest content) {
        int next = places.getOrDefault(content, leaves.size()) + 1;
        return next < leaves.size() ? leaves.get(next).entries : 0;
    }

    /** Adds what the catalog keeps of them. */
    void addTo(GenerationWriter generation) throws VaultikException {
        for (Leaf leaf : leaves) {
            generation.add(entry(leaf));
        }
    }

    /** The size stands for the number of entries, the version for the digests. */
    private static KnownEntry entry(Leaf leaf) {
        byte[] digests = new byte[2 * ContentDigest.BYTES];
        leaf.content.writeTo(digests, 0);
        leaf.node.digest().writeTo(digests, ContentDigest.BYTES);
        String version = Base64.getEncoder().encodeToString(digests);
        FileState state = new FileState(leaf.entries, NO_TIME, null, null);
        return new KnownEntry(NO_PATH, KIND, state, version, new long[] {leaf.node.ref()});
    }
}
