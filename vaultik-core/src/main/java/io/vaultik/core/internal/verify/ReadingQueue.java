package io.vaultik.core.internal.verify;

import io.vaultik.fault.VaultikException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Hands out blobs with the places in them, in a given order, until all are read or the budget is spent. Thread-safe. */
final class ReadingQueue {
    private final BlobRows rows;
    private final int[] order;
    private final Locations locations;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Instant deadline;
    private final long budget;
    private long spent;
    private int next;

    /**
     * Makes a queue.
     *
     * @param rows the blobs
     * @param order their rows
     * @param locations the places in them, in the same order
     * @param spec holds the budget
     * @param clock measures it
     */
    ReadingQueue(BlobRows rows, int[] order, Locations locations, VerifySpec spec, Clock clock) {
        this.rows = rows;
        this.order = order;
        this.locations = locations;
        this.clock = clock;
        this.budget = spec.budgetBytes().orElse(Long.MAX_VALUE);
        this.deadline = spec.budgetTime().map(clock.instant()::plus).orElse(Instant.MAX);
    }

    /** One blob. */
    record Next(int row, WantedChunks wanted) {}

    /** Returns the next blob that can be read, or null if there is none, or no budget left. */
    @Nullable
    Next next() throws VaultikException {
        lock.lock();
        try {
            while (next < order.length && rows.isBad(order[next])) {
                next++;
            }
            if (next == order.length || !isAffordable(rows.length(order[next]))) {
                return null;
            }
            spent += rows.length(order[next]);
            int at = next++;
            return new Next(order[at], locations.take(at));
        } finally {
            lock.unlock();
        }
    }

    /** The first blob is read in any case, or a blob that is larger than the budget would never be. */
    private boolean isAffordable(long length) {
        return spent == 0 || length <= budget - spent && !clock.instant().isAfter(deadline);
    }
}
