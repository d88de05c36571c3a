package io.vaultik.core.internal.work;

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

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor pool;

    /** Makes a pool without threads. */
    public OwnPool() {
        this.pool = new ThreadPoolExecutor(
                0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /** Ends the threads; nothing runs any more when this is called. */
    @Override
    public void close() {
        pool.shutdown();
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "vaultik-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
