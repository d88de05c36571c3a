package io.vaultik.core.internal.read;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decrypted, decompressed segments in memory, those used last, up to a number of bytes. Shared by everything that reads from one
 * repository. Thread-safe. The arrays must not be changed.
 */
public final class SegmentCache {
    /** The size of the cache of a repository. */
    public static final long DEFAULT_BYTES = 32L << 20;

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<SegmentKey, byte[]> segments = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /**
     * Makes an empty cache.
     *
     * @param maxBytes how much it holds
     */
    public SegmentCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    byte @Nullable [] get(SegmentKey key) {
        lock.lock();
        try {
            return segments.get(key);
        } finally {
            lock.unlock();
        }
    }

    void put(SegmentKey key, byte[] segment) {
        lock.lock();
        try {
            byte[] before = segments.put(key, segment);
            bytes += segment.length - (before == null ? 0 : before.length);
            Iterator<Map.Entry<SegmentKey, byte[]>> oldest = segments.entrySet().iterator();
            while (bytes > maxBytes && oldest.hasNext()) {
                bytes -= oldest.next().getValue().length;
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }
}
