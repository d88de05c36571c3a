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

    /** What somebody has taken; closing it gives it back. */
    public final class Pass implements AutoCloseable {
        private final long bytes;

        private Pass(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                takenBytes -= bytes;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits until there is room.
     *
     * @param bytes how many are needed
     * @return the pass, which the caller closes
     * @throws CancelledException if this thread is interrupted; its interrupt flag is set
     */
    public Pass enter(long bytes) throws CancelledException {
        lock.lock();
        try {
            while (takenBytes > 0 && bytes > limitBytes - takenBytes) {
                changed.await();
            }
            takenBytes += bytes;
            return new Pass(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("the operation was interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}
