package io.vaultik.core.internal.context;

import io.vaultik.core.storage.Pause;
import io.vaultik.core.storage.RetryPolicy;
import java.time.Duration;

/**
 * What the engine decides where no option says it. Tests choose smaller figures, so that little data meets every case.
 *
 * @param retries how calls to the storage are repeated
 * @param targetBlobBytes how long a blob gets before it is put
 * @param pause how a thread waits for somebody else's deletions
 */
public record Tuning(RetryPolicy retries, long targetBlobBytes, Pause pause) {
    /** How many calls for small objects are in flight where nothing else is said: they wait for the storage, not for a processor. */
    public static final int CALLS_AT_ONCE = 16;

    /**
     * How many transfers of content are in flight where nothing else is said, and at least: a storage that is far away gives each of
     * them a share of what it can give all.
     */
    public static final int TRANSFERS_AT_ONCE = 12;

    /** What applications get. */
    public static final Tuning STANDARD = new Tuning(RetryPolicy.standard(), 32L << 20);

    /**
     * Makes one that really waits.
     *
     * @param retries how calls to the storage are repeated
     * @param targetBlobBytes how long a blob gets before it is put
     */
    public Tuning(RetryPolicy retries, long targetBlobBytes) {
        this(retries, targetBlobBytes, Pause.REAL);
    }

    /**
     * Waits for somebody else's deletions.
     *
     * @param time how long
     * @throws InterruptedException if the thread is interrupted
     */
    public void await(Duration time) throws InterruptedException {
        pause.await(time);
    }
}
