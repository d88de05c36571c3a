package io.vaultik.core.internal.content;

import io.vaultik.core.internal.context.ErrorLog;
import io.vaultik.core.internal.context.ProgressMeter;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.IndexedStep;
import io.vaultik.core.internal.work.OwnPool;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One operation on stores: its threads, its progress, its errors. Used by the thread that runs it, but for the parts it hands out. */
final class StoreRun implements AutoCloseable {
    private static final int MAX_PARALLELISM = 16;

    private final String kind;
    private final FailurePolicy policy;
    private final @Nullable OwnPool pool;
    private final Executor executor;
    private final ErrorLog errors;
    private final ProgressMeter progress;

    StoreRun(String kind, FailurePolicy policy, Optional<ProgressListener> listener, Optional<Executor> executor) {
        this.kind = kind;
        this.policy = policy;
        this.pool = executor.isPresent() ? null : new OwnPool();
        this.executor = executor.isPresent() ? executor.get() : Objects.requireNonNull(pool);
        Logger logger = LoggerFactory.getLogger("io.vaultik." + kind);
        this.errors = ErrorLog.inMemory(policy, logger);
        this.progress = new ProgressMeter(listener.orElse(null), Clock.systemUTC(), logger);
    }

    /** The work of an operation. */
    @FunctionalInterface
    interface Work<R> {
        R run() throws VaultikException;
    }

    /** Returns how many things are in flight where nothing is said: the number of processors, at most 16. */
    static int standardParallelism() {
        return Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());
    }

    static int parallelism(OptionalInt given) {
        return given.orElse(standardParallelism());
    }

    ErrorLog errors() {
        return errors;
    }

    ProgressMeter progress() {
        return progress;
    }

    /** Does one thing after the other, several at once, in the order in which they begin. */
    void forEach(int count, int parallelism, IndexedStep step) throws VaultikException {
        try (Crew crew = new Crew(executor, Math.max(1, Math.min(parallelism, count)), 0)) {
            crew.forEach(count, step);
        }
    }

    /** Runs the work, makes the result of it and of the errors, and ends as the policy says. */
    <W, R> R run(Work<W> work, BiFunction<W, Errors, R> result) throws VaultikException {
        W done;
        try {
            done = work.run();
        } catch (VaultikException e) {
            boolean interrupted = Thread.currentThread().isInterrupted() && !(e instanceof CancelledException);
            VaultikException failure = interrupted ? new CancelledException("the {} was interrupted", e, kind) : e;
            failure.attach(errors.errors(failure));
            throw failure;
        } finally {
            progress.end();
        }
        Errors collected = errors.errors(null);
        R made = result.apply(done, collected);
        if (policy != FailurePolicy.BEST_EFFORT && collected.failedCount() > 0) {
            throw new IncompleteException(collected, made);
        }
        return made;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
        errors.close();
    }
}
