package io.vaultik.core.internal.content;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that make more tasks. The last one in is the first one out, so that what is open stays about as much as a path is
 * deep. Thread-safe.
 */
final class WalkQueue {
    /** Who could do a task itself does so when this many wait. */
    private static final int MAX_WAITING = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Task> waiting = new ArrayDeque<>();
    private int unfinished;

    /** A task. */
    @FunctionalInterface
    interface Task {
        /**
         * Runs it.
         *
         * @param lane the lane that does
         * @throws java.io.IOException if the walk as a whole cannot succeed
         */
        void run(WalkLane lane) throws java.io.IOException;
    }

    void push(Task task) {
        lock.lock();
        try {
            waiting.addLast(task);
            unfinished++;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a task unless enough wait; returns false if it did not. */
    boolean offer(Task task) {
        lock.lock();
        try {
            if (waiting.size() >= MAX_WAITING) {
                return false;
            }
            push(task);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a task if one waits. Whoever takes one calls {@link #finished}. */
    @Nullable
    Task poll() {
        lock.lock();
        try {
            return waiting.pollLast();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a task; returns null when none is left and none runs that could make one. */
    @Nullable
    Task await() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && unfinished > 0) {
                changed.await();
            }
            return waiting.pollLast();
        } finally {
            lock.unlock();
        }
    }

    void finished() {
        lock.lock();
        try {
            unfinished--;
            if (unfinished == 0) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
