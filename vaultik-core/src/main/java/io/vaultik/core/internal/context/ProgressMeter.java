package io.vaultik.core.internal.context;

import io.vaultik.progress.Phase;
import io.vaultik.progress.Progress;
import io.vaultik.progress.ProgressListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Counts what is done and tells a listener, at most every 200 ms, one thread at a time. Thread-safe; without a listener it only adds. */
public final class ProgressMeter {
    private static final long INTERVAL_MILLIS = 200;

    private final @Nullable ProgressListener listener;
    private final Clock clock;
    private final Logger logger;
    private final Instant start;
    private final LongAdder items = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final ReentrantLock telling = new ReentrantLock();
    private volatile long nextMillis;
    private volatile long itemsTotal = -1;
    private volatile long bytesTotal = -1;
    private volatile Phase phase = Phase.SCAN;
    private volatile boolean broken;

    /**
     * Makes a meter.
     *
     * @param listener who is told, or null
     * @param clock tells how long it has taken
     * @param logger takes the failure of a listener
     */
    public ProgressMeter(@Nullable ProgressListener listener, Clock clock, Logger logger) {
        this.listener = listener;
        this.clock = clock;
        this.logger = logger;
        this.start = clock.instant();
    }

    /**
     * Adds finished work.
     *
     * @param itemsDone items newly finished, may be 0
     * @param bytesDone bytes newly finished, may be 0
     */
    public void add(long itemsDone, long bytesDone) {
        items.add(itemsDone);
        bytes.add(bytesDone);
        if (listener != null && clock.millis() >= nextMillis) {
            tell(false);
        }
    }

    /**
     * Says how much there is in all.
     *
     * @param itemsInAll items, or -1 for unknown
     * @param bytesInAll bytes, or -1 for unknown
     */
    public void total(long itemsInAll, long bytesInAll) {
        itemsTotal = itemsInAll;
        bytesTotal = bytesInAll;
    }

    /** {@return how many items are finished} */
    public long items() {
        return items.sum();
    }

    /** {@return how many bytes are finished} */
    public long bytes() {
        return bytes.sum();
    }

    /**
     * Says that another phase begins.
     *
     * @param next which one
     */
    public void enter(Phase next) {
        phase = next;
        tell(false);
    }

    /** Makes the final call. */
    public void end() {
        tell(true);
    }

    private void tell(boolean last) {
        ProgressListener told = listener;
        if (told == null || broken) {
            return;
        }
        if (last) {
            telling.lock();
        } else if (!telling.tryLock()) {
            return;
        }
        try {
            nextMillis = clock.millis() + INTERVAL_MILLIS;
            Duration elapsed = Duration.between(start, clock.instant());
            told.progress(new Progress(phase, items(), itemsTotal, bytes(), bytesTotal, elapsed, last));
        } catch (RuntimeException e) {
            broken = true;
            logger.warn("a progress listener failed and is not called again", e);
        } finally {
            telling.unlock();
        }
    }
}
