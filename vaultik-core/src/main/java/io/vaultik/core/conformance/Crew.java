package io.vaultik.core.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Threads that begin together. */
final class Crew {
    private Crew() {}

    /**
     * Runs tasks, each on a thread of its own, and waits for all.
     *
     * @return their results, in the order of the tasks
     * @throws Exception what the first of them threw
     */
    static <T> List<T> run(List<? extends Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        List<FutureTask<T>> running = new ArrayList<>();
        for (Callable<T> task : tasks) {
            FutureTask<T> future = new FutureTask<>(() -> {
                start.await();
                return task.call();
            });
            running.add(future);
            Thread thread = new Thread(future, "vaultik-conformance");
            thread.setDaemon(true);
            thread.start();
        }
        List<T> results = new ArrayList<>();
        Exception failure = null;
        for (FutureTask<T> future : running) {
            try {
                results.add(future.get());
            } catch (ExecutionException e) {
                failure = failure != null ? failure : e.getCause() instanceof Exception cause ? cause : e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }
}
