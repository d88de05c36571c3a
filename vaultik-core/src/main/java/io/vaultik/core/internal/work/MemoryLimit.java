package io.vaultik.core.internal.work;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A number of bytes that buffers share. It counts what is promised, not what the heap holds: whoever is refused takes
 * another way (a spool file, fewer lanes) and never waits.
 *
 * <p>Thread-safe; never blocks.
 */
public final class MemoryLimit {
    private final long limitBytes;
    private final AtomicLong availableBytes;

    /**
     * Makes a limit of which nothing is taken yet.
     *
     * @param limitBytes how much may be taken in all, zero or more
     */
    public MemoryLimit(long limitBytes) {
        if (limitBytes < 0) {
            throw new IllegalArgumentException("a memory limit is not negative: " + limitBytes);
        }
        this.limitBytes = limitBytes;
        this.availableBytes = new AtomicLong(limitBytes);
    }

    /**
     * Takes bytes if there are enough.
     *
     * @param bytes how many, zero or more
     * @return true if they were taken, and must be released some day; false if nothing was taken
     */
    public boolean tryAcquire(long bytes) {
        requireCount(bytes);
        long available = availableBytes.get();
        while (available >= bytes) {
            if (availableBytes.compareAndSet(available, available - bytes)) {
                return true;
            }
            available = availableBytes.get();
        }
        return false;
    }

    /**
     * Gives back what {@link #tryAcquire} took.
     *
     * @param bytes how many, zero or more
     * @throws IllegalStateException if more is given back than was taken; nothing is given back then
     */
    public void release(long bytes) {
        requireCount(bytes);
        availableBytes.updateAndGet(available -> {
            if (bytes > limitBytes - available) {
                throw new IllegalStateException("more memory is released than was acquired");
            }
            return available + bytes;
        });
    }

    /**
     * Returns how much can be taken at this moment.
     *
     * @return bytes
     */
    public long available() {
        return availableBytes.get();
    }

    private static void requireCount(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a number of bytes is not negative: " + bytes);
        }
    }
}
