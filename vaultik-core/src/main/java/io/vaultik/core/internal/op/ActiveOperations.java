package io.vaultik.core.internal.op;

import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The operations that run on a repository. Closing it interrupts their threads and waits for them. Thread-safe. */
final class ActiveOperations {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final Map<Thread, Integer> running = new HashMap<>();
    private boolean closed;

    /** Work that can be cancelled. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws VaultikException;
    }

    <T> T run(Work<T> work) throws VaultikException {
        begin();
        try {
            return work.run();
        } finally {
            end();
        }
    }

    /**
     * Runs work while nothing else runs, and lets nothing begin meanwhile: for moments only.
     *
     * @throws BusyException if something runs
     */
    <T> T runAlone(Work<T> work) throws VaultikException {
        lock.lock();
        try {
            if (!running.isEmpty()) {
                throw new BusyException("another operation runs on this repository; try again later", null);
            }
            return run(work);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Cancels what runs and waits for it. Later work is refused.
     *
     * @return false if it was closed before
     */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            Thread own = Thread.currentThread();
            running.keySet().stream().filter(thread -> thread != own).forEach(Thread::interrupt);
            while (running.keySet().stream().anyMatch(thread -> thread != own)) {
                ended.awaitUninterruptibly();
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void begin() throws CancelledException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the repository is closed");
            }
            running.merge(Thread.currentThread(), 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread().isInterrupted()) {
            end();
            throw new CancelledException("the thread was interrupted before the operation began", null);
        }
    }

    private void end() {
        lock.lock();
        try {
            running.computeIfPresent(Thread.currentThread(), (thread, count) -> count == 1 ? null : count - 1);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
