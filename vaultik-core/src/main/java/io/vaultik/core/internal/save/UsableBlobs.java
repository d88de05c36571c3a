package io.vaultik.core.internal.save;

import java.util.BitSet;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The catalog ids of the blobs that this session may use: those that the catalog gave after W4, and those of its own whose put was
 * answered. Thread-safe.
 */
final class UsableBlobs {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final BitSet ids;

    UsableBlobs(BitSet ids) {
        this.ids = ids;
    }

    boolean contains(int id) {
        lock.readLock().lock();
        try {
            return ids.get(id);
        } finally {
            lock.readLock().unlock();
        }
    }

    void add(int id) {
        lock.writeLock().lock();
        try {
            ids.set(id);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
