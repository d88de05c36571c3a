package io.vaultik.core.storage;

import io.vaultik.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes and requests a second may pass, in all the storages and threads that share this. Both can be changed at any time; who
 * waits takes notice within a tenth of a second. Thread-safe.
 *
 * <p>What was not used is kept for a tenth of a second, so that a burst is short; over longer times the rate is exact.
 *
 * @since 0.1
 */
public final class Throttle {
    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final long NANOS = 1_000_000_000L;
    private static final long SLICE_NANOS = NANOS / 10;

    private final Clock clock;
    private final Pause pause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Bucket bytes;
    private final Bucket requests;

    /**
     * Makes a throttle without limits.
     */
    public Throttle() {
        this(Clock.systemUTC(), Pause.REAL);
    }

    /**
     * Makes a throttle without limits, with all that decides about waits.
     *
     * @param clock measures the time; thread-safe
     * @param pause waits; thread-safe
     */
    public Throttle(Clock clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
        Instant now = clock.instant();
        this.bytes = new Bucket(now);
        this.requests = new Bucket(now);
    }

    /**
     * Sets how many bytes of bodies and contents may pass in a second, in both directions together.
     *
     * @param rate at least 1, or {@link #UNLIMITED}
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Throttle bytesPerSecond(long rate) {
        return set(bytes, rate);
    }

    /**
     * Sets how many calls may begin in a second.
     *
     * @param rate at least 1, or {@link #UNLIMITED}
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public Throttle requestsPerSecond(long rate) {
        return set(requests, rate);
    }

    private Throttle set(Bucket bucket, long rate) {
        if (rate < 1) {
            throw new IllegalArgumentException("a rate is at least 1 a second, not " + rate);
        }
        lock.lock();
        try {
            bucket.fill(clock.instant());
            bucket.rate = rate;
        } finally {
            lock.unlock();
        }
        return this;
    }

    /** Lets one call begin. */
    void request() throws StorageException {
        take(requests, 1);
    }

    /** Lets bytes pass that have been moved, or will be at once. */
    void bytes(long count) throws StorageException {
        take(bytes, count);
    }

    /** Returns how many bytes should be moved before the next {@link #bytes}, so that what passes is even. */
    int step() {
        lock.lock();
        try {
            return (int) Math.max(1, Math.min(1 << 20, bytes.rate / 10));
        } finally {
            lock.unlock();
        }
    }

    private void take(Bucket bucket, long amount) throws StorageException {
        while (true) {
            long nanos;
            lock.lock();
            try {
                nanos = bucket.take(clock.instant(), amount);
            } finally {
                lock.unlock();
            }
            if (nanos == 0) {
                return;
            }
            try {
                pause.await(Duration.ofNanos(Math.min(nanos, SLICE_NANOS)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(true, "interrupted while waiting for a limit of the rate", e);
            }
        }
    }

    /** A bucket that may go into debt by one amount, so that a large one needs no large burst. Under the lock. */
    private static final class Bucket {
        private Instant last;
        private long rate = UNLIMITED;
        private double level = 1;

        Bucket(Instant now) {
            this.last = now;
        }

        void fill(Instant now) {
            double seconds = Math.max(0, Duration.between(last, now).toNanos()) / (double) NANOS;
            level = Math.min(burst(), level + seconds * rate);
            last = now;
        }

        private double burst() {
            return Math.max(1, rate / 10.0);
        }

        /** Takes an amount, or says how long to wait. */
        long take(Instant now, long amount) {
            if (rate == UNLIMITED) {
                level = 1;
                last = now;
                return 0;
            }
            fill(now);
            double needed = Math.min((double) amount, burst());
            if (level >= needed) {
                level -= amount;
                return 0;
            }
            return Math.max(1, (long) Math.ceil((needed - level) / rate * NANOS));
        }
    }
}
