package io.vaultik.core.storage;

import io.vaultik.storage.StorageException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The attempts of one call. Used by one thread. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingStorage.class);

    private final Source source;
    private final String what;
    private final Instant start;
    private int failures;

    private Retries(Source source, String what) {
        this.source = source;
        this.what = what;
        this.start = source.clock.instant();
    }

    /** What all calls of one storage share. As thread-safe as its parts. */
    record Source(RetryPolicy policy, Clock clock, RandomGenerator random, Pause pause) {
        /** Begins a call, which {@code what} names in messages. */
        Retries begin(String what) {
            return new Retries(this, what);
        }
    }

    /** Tells whether a call has failed before. */
    boolean repeated() {
        return failures > 0;
    }

    /**
     * Waits until the call is to be repeated.
     *
     * @throws StorageException {@code failure} if repeating makes no sense or the policy allows no more; another one if
     *     the thread is interrupted while it waits, with its interrupt flag set
     */
    void awaitNext(StorageException failure) throws StorageException {
        failures++;
        if (!failure.retryable() || Thread.currentThread().isInterrupted()) {
            throw failure;
        }
        Duration wait = nextWait(failure);
        boolean late = elapsed().plus(wait).compareTo(source.policy.deadline()) > 0;
        if (failures >= source.policy.attempts() || late) {
            LOG.warn("{} failed {} times and is given up: {}", what, failures, failure.getMessage());
            throw failure;
        }
        LOG.debug("{} failed and is repeated in {}: {}", what, wait, failure.getMessage());
        await(wait, failure);
    }

    private void await(Duration wait, StorageException failure) throws StorageException {
        try {
            source.pause.await(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
            throw new StorageException(false, "{} was interrupted before it was repeated", failure, what);
        }
    }

    private Duration nextWait(StorageException failure) {
        long longest = source.policy.longestWait(failures).toNanos();
        Duration jittered = Duration.ofNanos((long) (source.random.nextDouble() * longest));
        Duration asked = failure.retryAfter().orElse(Duration.ZERO);
        return asked.compareTo(jittered) > 0 ? asked : jittered;
    }

    private Duration elapsed() {
        return Duration.between(start, source.clock.instant());
    }
}
