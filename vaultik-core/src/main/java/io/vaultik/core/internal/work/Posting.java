package io.vaultik.core.internal.work;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work handed to an executor: it runs at most once, never on the thread that is handing it over, and never after {@link
 * #revoke}. An executor that keeps it for ever keeps nothing of the operation alive once it is revoked.
 *
 * <p>Thread-safe.
 */
final class Posting implements Runnable {
    private final AtomicReference<@Nullable Consumer<Posting>> work;
    private volatile @Nullable Thread poster;
    private boolean declined;

    /** Makes a posting that nobody runs yet; the work is given the posting that carries it. */
    Posting(Consumer<Posting> work) {
        this.work = new AtomicReference<>(work);
    }

    /**
     * Offers the work to an executor.
     *
     * @return whether it may run; false if the executor refuses, or would run it within this call, which gains nothing
     *     over the poster doing the work when it has time
     */
    boolean handTo(Executor executor) {
        poster = Thread.currentThread();
        try {
            executor.execute(this);
            return !declined;
        } catch (RejectedExecutionException e) {
            return !revoke();
        } finally {
            poster = null;
        }
    }

    /** Withdraws the work; returns true if it will never run, false if it has started or was withdrawn before. */
    boolean revoke() {
        return work.getAndSet(null) != null;
    }

    @Override
    public void run() {
        if (Thread.currentThread() == poster) {
            declined = revoke();
            return;
        }
        Consumer<Posting> mine = work.getAndSet(null);
        if (mine != null) {
            mine.accept(this);
        }
    }
}
