package io.vaultik.core.internal.work;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of who was given none by its application: daemons that end when they are idle. Closed by who made it. */
public final class OwnPool implements Executor, AutoCloseable {
    private static final int IDLE_SECONDS = 10;

    /** Lanes and uploads together are far below this; a task beyond it is refused and done by its operation. */
    private static final int MAX_THREADS = 64;

    private static final long MAX_JOIN_MILLIS = 2_000;

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor pool;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Makes a pool without threads. */
    public OwnPool() {
        this.pool = new ThreadPoolExecutor(
                0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /**
     * Ends the threads and waits for their end, since who closes what it has opened may count on no thread being left; what runs still
     * is nothing that anybody waits for, and is short. An interrupt is kept for the caller to find.
     */
    @Override
    public void close() {
        pool.shutdown();
        boolean interrupted = Thread.interrupted();
        for (Thread thread : threads) {
            interrupted |= !hasEnded(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a thread. Returns false if that was interrupted. */
    private static boolean hasEnded(Thread thread) {
        try {
            if (!thread.equals(Thread.currentThread())) {
                thread.join(MAX_JOIN_MILLIS);
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "vaultik-" + count.incrementAndGet());
        thread.setDaemon(true);
        threads.removeIf(known -> known.getState() == Thread.State.TERMINATED);
        threads.add(thread);
        return thread;
    }
}
