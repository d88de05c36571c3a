package io.vaultik.core.internal.context;

import io.vaultik.core.storage.RetryPolicy;

/**
 * What the engine decides where no option says it. Tests choose smaller figures, so that little data meets every case.
 *
 * @param retries how calls to the storage are repeated
 * @param targetBlobBytes how long a blob gets before it is put
 */
public record Tuning(RetryPolicy retries, long targetBlobBytes) {
    /** How many calls for small objects are in flight where nothing else is said: they wait for the storage, not for a processor. */
    public static final int CALLS_AT_ONCE = 16;

    /**
     * How many transfers of content are in flight where nothing else is said, and at least: a storage that is far away gives each of
     * them a share of what it can give all.
     */
    public static final int TRANSFERS_AT_ONCE = 12;

    /** What applications get. */
    public static final Tuning STANDARD = new Tuning(RetryPolicy.standard(), 32L << 20);
}
