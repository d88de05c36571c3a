package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.time.Duration;

/**
 * Checks that snapshots can be restored. Configure, {@link #run} once; not thread-safe. Damage is a result, never an exception.
 *
 * @since 0.1
 */
public interface VerifyOp {
    /**
     * Sets how deep to look.
     *
     * @param level default {@link VerifyLevel#QUICK}
     * @return this
     */
    VerifyOp level(VerifyLevel level);

    /**
     * Checks this snapshot only; may be repeated. Without any, all snapshots are checked.
     *
     * @param id the snapshot
     * @return this
     */
    VerifyOp snapshot(SnapshotId id);

    /**
     * Reads at most this much of blobs, and one blob at least. First come blobs that were bad when they were last read, then those never
     * read to this depth, then those whose reading is the longest ago: so that a fixed budget reads every blob in its turn. What was
     * read is remembered in the catalog of this host, also by runs that fail or are cancelled. That every blob is there with its
     * length is checked in any case, and with {@link VerifyLevel#CONTENT} that every tree can be read.
     *
     * @param bytes at least 1
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    VerifyOp budget(long bytes);

    /**
     * Begins to read no further blob after this time, but reads one at least; otherwise as {@link #budget(long)}.
     *
     * @param time more than nothing
     * @return this
     * @throws IllegalArgumentException if it is not
     */
    VerifyOp budget(Duration time);

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    VerifyOp listener(ProgressListener listener);

    /**
     * Sets how many blobs are read at once.
     *
     * @param items at least 1; default: the number of processors
     * @return this
     */
    VerifyOp parallelism(int items);

    /**
     * Checks.
     *
     * @return what was found
     * @throws IllegalStateException if there is a budget, and the level is one that reads no blobs
     * @throws io.vaultik.fault.KeyRequiredException if content is to be checked and no identity was given
     * @throws io.vaultik.fault.NotFoundException if a snapshot that was asked for does not exist
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if the storage fails so that nothing can be said
     */
    VerifyResult run() throws VaultikException;
}
