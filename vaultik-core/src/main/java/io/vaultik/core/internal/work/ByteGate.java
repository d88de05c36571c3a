package io.vaultik.core.internal.work;

import io.vaultik.fault.CancelledException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets work in as long as the bytes that it needs fit together; what does not fit waits, and what is larger than all goes in alone. Who is inside must not
 * wait for somebody outside. Thread-safe.
 */
public final class ByteGate {
    private final long limitBytes;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private long takenBytes;

    /**
     * Makes an open gate.
     *
     * @param limitBytes how many bytes fit together
     */
    public ByteGate(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Waits until there is room.
     *
     * @param bytes how many are needed; the caller gives them back by {@link #leave}
     * @throws CancelledException if this thread is interrupted; its interrupt flag is set
     */
    public void enter(long bytes) throws CancelledException {
        lock.lock();
        try {
            while (takenBytes > 0 && bytes > limitBytes - takenBytes) {
                changed.await();
            }
            takenBytes += bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the operation was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives back what was let in.
     *
     * @param bytes as many as {@link #enter} was told
     */
    public void leave(long bytes) {
        lock.lock();
        try {
            takenBytes -= bytes;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
