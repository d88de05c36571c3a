package io.vaultik.core.internal.state;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files that this process has locked, or is about to lock. They belong to the process, not to an object in it: by POSIX,
 * closing <em>any</em> descriptor of a file releases every lock that the process has on it. So a file that is held is never opened
 * a second time, and this set is the one thing in the library that all of a process shares. Thread-safe.
 */
final class HeldFiles {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Condition REMOVED = LOCK.newCondition();
    private static final Set<Path> FILES = new HashSet<>();

    private HeldFiles() {}

    /** Adds a file unless it is held. */
    static boolean tryAdd(Path file) {
        LOCK.lock();
        try {
            return FILES.add(file);
        } finally {
            LOCK.unlock();
        }
    }

    /** Adds a file, waiting until it is held no more. */
    static void add(Path file) throws InterruptedIOException {
        LOCK.lock();
        try {
            while (!FILES.add(file)) {
                REMOVED.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file.getFileName());
        } finally {
            LOCK.unlock();
        }
    }

    static void remove(Path file) {
        LOCK.lock();
        try {
            FILES.remove(file);
            REMOVED.signalAll();
        } finally {
            LOCK.unlock();
        }
    }
}
