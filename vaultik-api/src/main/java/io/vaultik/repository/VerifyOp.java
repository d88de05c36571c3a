package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;

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
     * @throws io.vaultik.fault.KeyRequiredException if content is to be checked and no identity was given
     * @throws io.vaultik.fault.NotFoundException if a snapshot that was asked for does not exist
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if the storage fails so that nothing can be said
     */
    VerifyResult run() throws VaultikException;
}
