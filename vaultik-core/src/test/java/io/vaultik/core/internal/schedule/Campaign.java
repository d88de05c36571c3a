package io.vaultik.core.internal.schedule;

import io.vaultik.core.internal.TestRandom;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Many schedules on two threads. The seed of the whole is printed and taken back by {@code vaultik.test.seed}; that of a schedule in
 * which something was lost by {@code vaultik.test.schedule}, which runs that one alone.
 */
public final class Campaign {
    private static final int THREADS = 2;

    private final Random seeds;
    private final One one;
    private final int count;
    private int begun;
    private @Nullable Loss first;

    private Campaign(String name, int count, One one) {
        Long only = Long.getLong("vaultik.test.schedule");
        this.seeds = TestRandom.seeded(name);
        this.count = only == null ? count : 1;
        this.one = only == null ? one : seed -> one.run(only);
    }

    /** Runs one schedule. */
    @FunctionalInterface
    public interface One {
        /** Returns what was lost, if anything was. */
        Optional<String> run(long seed) throws Exception;
    }

    /** What was lost in a schedule; they are counted from 1. */
    public record Loss(int schedule, long seed, String what) {}

    /** Runs so many schedules, or up to the first in which something is lost. */
    public static Optional<Loss> run(String name, int count, One one) throws Exception {
        return new Campaign(name, count, one).run();
    }

    private Optional<Loss> run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            Future<?> other = threads.submit(this::work);
            work();
            other.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return Optional.ofNullable(first);
    }

    private Void work() throws Exception {
        while (true) {
            int schedule;
            long seed;
            synchronized (this) {
                if (begun == count || first != null) {
                    return null;
                }
                schedule = ++begun;
                seed = seeds.nextLong();
            }
            Optional<String> loss = one.run(seed);
            if (loss.isPresent()) {
                note(new Loss(schedule, seed, loss.get()));
            }
        }
    }

    private synchronized void note(Loss loss) {
        if (first == null || first.schedule() > loss.schedule()) {
            first = loss;
        }
    }
}
