package io.vaultik.core.internal.restore;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows which windows have all their files in place, since a further name can only be given to a file that is. A lane waits only for
 * windows with lower numbers than its own, and those are in the hands of lanes that run; so nobody waits for ever. Thread-safe.
 */
final class WindowOrder {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Long> doneAhead = new HashSet<>();
    private long firstOpen;

    void done(long number) {
        lock.lock();
        try {
            doneAhead.add(number);
            while (doneAhead.remove(firstOpen)) {
                firstOpen++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the files of all windows up to this one are in place. */
    void await(long number) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (firstOpen <= number) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
