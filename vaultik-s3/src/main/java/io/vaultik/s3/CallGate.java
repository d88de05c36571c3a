package io.vaultik.s3;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many calls run at once: at most a given number, half as many each time the server asks to slow down, and slowly more again
 * while it does not (additive increase, multiplicative decrease, as in RFC 5681). Thread-safe.
 */
final class CallGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition free = lock.newCondition();
    private final int most;
    private double limit;
    private int running;
    private long cuts;

    CallGate(int most) {
        this.most = most;
        this.limit = most;
    }

    /**
     * Waits until a call may begin.
     *
     * @return what {@link #leave} wants back
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    long enter() throws InterruptedException {
        lock.lock();
        try {
            while (running >= (int) limit) {
                free.await();
            }
            running++;
            return cuts;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that a call has ended.
     *
     * @param ticket what {@link #enter} gave
     * @param throttled whether the server asked to slow down; the calls that ran together count once
     */
    void leave(long ticket, boolean throttled) {
        lock.lock();
        try {
            running--;
            if (!throttled) {
                limit = Math.min(most, limit + 1 / limit);
            } else if (ticket == cuts) {
                limit = Math.max(1, limit / 2);
                cuts++;
            }
            free.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many calls may run at once now. */
    int limit() {
        lock.lock();
        try {
            return (int) limit;
        } finally {
            lock.unlock();
        }
    }
}
