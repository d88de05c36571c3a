package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;

/**
 * Deletes the snapshots that a policy does not keep. Configure, look at the {@link #plan}, {@link #run} once; not thread-safe. No
 * key is needed: all of it follows from clear manifests. Blobs stay until they are collected.
 *
 * @since 0.1
 */
public interface PurgeOp {
    /**
     * Considers only some snapshots; the others stay and do not count.
     *
     * @param filter which ones; default all
     * @return this
     */
    PurgeOp filter(SnapshotFilter filter);

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    PurgeOp listener(ProgressListener listener);

    /**
     * Sets how many manifests are read and snapshots deleted at once.
     *
     * @param items at least 1; default 16
     * @return this
     */
    PurgeOp parallelism(int items);

    /**
     * Says what stays, and why, and what goes. Changes nothing. May be called again, for a new look.
     *
     * @return the plan
     * @throws io.vaultik.fault.MalformedException if a manifest is damaged: nothing may go on the ground of the others alone; the
     *     errors name all that cannot be read. Deleting these snapshots by their ids helps.
     * @throws io.vaultik.fault.UnsupportedFormatException if a manifest was written by a newer version
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if the storage fails
     */
    PurgePlan plan() throws VaultikException;

    /**
     * Looks at the snapshots anew and deletes what goes; after {@link #plan}, only what goes by the last plan, too: never more than was
     * shown, and nothing that was pinned since.
     *
     * @return what was done
     * @throws io.vaultik.fault.MalformedException if a manifest is damaged; nothing was deleted then
     * @throws io.vaultik.fault.UnsupportedFormatException if a manifest was written by a newer version; nothing was deleted then
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed; some may be deleted then
     * @throws VaultikException if the storage fails; some may be deleted then, and the next run goes on
     */
    PurgeResult run() throws VaultikException;
}
