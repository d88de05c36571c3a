package io.vaultik.core.internal.save;

import java.util.BitSet;

/**
 * The catalog ids of the blobs that this session may use: those that the catalog gave after W4, and those of its own whose put was
 * answered. Thread-safe.
 */
final class UsableBlobs {
    /** Never changed; replaced by a copy, since it is asked for each chunk and added to for each blob. */
    private volatile BitSet ids;

    UsableBlobs(BitSet ids) {
        this.ids = ids;
    }

    boolean contains(int id) {
        return ids.get(id);
    }

    synchronized void add(int id) {
        BitSet more = (BitSet) ids.clone();
        more.set(id);
        ids = more;
    }
}
