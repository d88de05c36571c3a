package io.vaultik.s3;

import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads and the memory of the parts that are on their way, of all uploads of one storage. Where no thread is free, the caller's
 * own does the work, also after the end, so that every task ends. Thread-safe.
 */
final class PartLanes {
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor pool;
    private final Semaphore memory;
    private final int mostBytes;

    PartLanes(long memoryBytes) {
        this.mostBytes = (int) Math.min(Integer.MAX_VALUE, memoryBytes);
        this.memory = new Semaphore(mostBytes, true);
        this.pool = new ThreadPoolExecutor(
                0,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                PartLanes::thread,
                (task, full) -> task.run());
    }

    /** Waits for the memory of a part; one that is larger than all of the memory is alone in it. */
    void reserve(int bytes) throws InterruptedException {
        memory.acquire(Math.min(bytes, mostBytes));
    }

    void release(int bytes) {
        memory.release(Math.min(bytes, mostBytes));
    }

    /** Runs a task, on another thread if there is one. */
    void run(Task<?> task) {
        pool.execute(task);
    }

    void close() {
        pool.shutdownNow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "vaultik-s3-part");
        thread.setDaemon(true);
        return thread;
    }

    /** One part on its way. */
    static final class Task<T> implements Runnable {
        private final FutureTask<T> future;
        private final Runnable atEnd;
        private final CountDownLatch ended = new CountDownLatch(1);

        /**
         * Makes a task.
         *
         * @param work what it does
         * @param atEnd run once when it has ended, however it did
         */
        Task(Callable<T> work, Runnable atEnd) {
            this.future = new FutureTask<>(work);
            this.atEnd = atEnd;
        }

        @Override
        public void run() {
            try {
                future.run();
            } finally {
                atEnd.run();
                ended.countDown();
            }
        }

        /** Throws the failure of the first task that has ended with one. */
        static void requireNoFailure(List<? extends Task<?>> tasks) throws StorageException, InterruptedException {
            for (Task<?> task : tasks) {
                if (task.future.isDone()) {
                    task.result();
                }
            }
        }

        /** Waits for the results of all. */
        static <T> List<T> results(List<Task<T>> tasks) throws StorageException, InterruptedException {
            List<T> results = new ArrayList<>();
            for (Task<T> task : tasks) {
                results.add(task.result());
            }
            return results;
        }

        /** Interrupts what still runs and waits until it has ended. */
        static void stop(List<? extends Task<?>> tasks) {
            for (Task<?> task : tasks) {
                task.future.cancel(true);
            }
            boolean interrupted = Thread.interrupted();
            for (Task<?> task : tasks) {
                interrupted |= task.awaitEnd();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private T result() throws StorageException, InterruptedException {
            try {
                return future.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof StorageException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException defect) {
                    throw defect;
                }
                throw new IllegalStateException("a part failed in a way that it cannot", e.getCause());
            }
        }

        private boolean awaitEnd() {
            boolean interrupted = false;
            while (true) {
                try {
                    ended.await();
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }
}
