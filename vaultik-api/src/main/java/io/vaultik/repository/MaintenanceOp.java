package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.time.Duration;

/**
 * Deletes what no snapshot needs, while snapshots are made. Configure, {@link #plan} as often as is wished, {@link #run} once; not
 * thread-safe. Needs no identity, no lock and no clock; any number of them may run at once, on any hosts.
 *
 * <p>A blob that nothing names goes in two steps: a first state of the collection condemns it, and a second one, made when no snapshot
 * is under way that began before the first, dooms it. Both steps are made in one run, unless a snapshot under way blocks the second
 * one; a later run goes on then. See docs/format.md, "Collection".
 *
 * @since 0.1
 */
public interface MaintenanceOp {
    /**
     * Revokes snapshots that are under way for longer than this, between two times of the storage: they can never become visible,
     * and so do not block. A host revokes what its own dead processes left by itself.
     *
     * @param age positive; default: none is revoked
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    MaintenanceOp revokeAfter(Duration age);

    /**
     * Says that the process of a session is dead, wherever it ran: what it was doing is revoked, and its session goes. Said of a
     * process that lives, its snapshot fails.
     *
     * @param session the id of the session
     * @return this
     */
    MaintenanceOp dead(String session);

    /**
     * Makes this client the owner. Where the storage does not refuse a second creation of one object, only the owner maintains a
     * repository, and the owner before this one must have stopped; elsewhere anybody may, and this says nothing.
     *
     * @return this
     */
    MaintenanceOp takeOver();

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    MaintenanceOp listener(ProgressListener listener);

    /**
     * Sets how many objects are read at once.
     *
     * @param items at least 1; default 16
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    MaintenanceOp parallelism(int items);

    /**
     * Finds out what there is to do, and changes nothing.
     *
     * @return what was found; nothing is condemned, deleted or removed
     * @throws VaultikException as {@link #run}
     */
    MaintenanceResult plan() throws VaultikException;

    /**
     * Does it. Stopped anywhere, a later run goes on.
     *
     * @return what was found and done
     * @throws io.vaultik.fault.NotPermittedException if somebody else is the owner where there has to be one
     * @throws io.vaultik.fault.NotFoundException if a session that was said to be dead is not there
     * @throws io.vaultik.fault.MalformedException if a manifest, a session or a state is damaged: nothing is deleted then
     * @throws io.vaultik.fault.UnsupportedFormatException if one of them is of a newer version: nothing is deleted then
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if the storage fails
     */
    MaintenanceResult run() throws VaultikException;
}
