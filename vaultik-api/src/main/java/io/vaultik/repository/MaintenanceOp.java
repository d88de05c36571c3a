package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.time.Duration;

/**
 * Deletes what no snapshot needs, while snapshots are made. Configure, {@link #plan} as often as is wished, {@link #run} once; not
 * thread-safe. Needs no lock and no clock, and no identity but for {@link #repack}, {@link #heal} and {@link #reencrypt}; any number of them may run at once, on any hosts.
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
     * Moves content out of blobs of which less than half is used, and out of small ones, before it collects, so that they can go: as
     * long as what moves is at most twice what becomes free. Needs an identity and recipients. Snapshots keep their ids, times and
     * content; those that named such a blob get a revision, which lies elsewhere. Readers of the old one find their content in it.
     *
     * @return this
     */
    MaintenanceOp repack();

    /**
     * Does {@link #repack} with another limit. Above 66 percent, more moves for what becomes free: nine times as much at 90 percent.
     *
     * @param percent blobs of which less is used go, 1 to 99
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    MaintenanceOp repackBelow(int percent);

    /**
     * Makes snapshots whole again, before it collects, that name blobs which are lost: not there, of another length, or found damaged by
     * a verification on this host. What can still be read of a damaged blob is taken from there, the rest from other snapshots by its
     * digest. Needs an identity and recipients. What is nowhere stays lost, and its snapshots are named as not healed.
     *
     * @return this
     */
    MaintenanceOp heal();

    /**
     * Encrypts to the present recipients, before it collects, what is encrypted to others, as far as this host knows: after a recipient was
     * added, who holds its key can read older snapshots; after one was removed, who holds that key cannot read what is stored from then
     * on, nor what was stored before, once the old blobs are deleted and nobody has kept them. All content of blobs that this host has not
     * stored itself for exactly these recipients is stored anew; {@link #plan} says how much that is. The first record of a snapshot (its
     * name, labels and source paths) stays as it is beside the new one. Needs an identity and recipients.
     *
     * @return this
     */
    MaintenanceOp reencrypt();

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
     * @throws io.vaultik.fault.KeyRequiredException if it is to repack, heal or encrypt without an identity or recipients
     * @throws io.vaultik.fault.BusyException if another process on this host does one of these with this repository
     * @throws io.vaultik.fault.NotPermittedException if somebody else is the owner where there has to be one
     * @throws io.vaultik.fault.NotFoundException if a session that was said to be dead is not there
     * @throws io.vaultik.fault.MalformedException if a manifest, a session or a state is damaged: nothing is deleted then
     * @throws io.vaultik.fault.UnsupportedFormatException if one of them is of a newer version: nothing is deleted then
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if the storage fails
     */
    MaintenanceResult run() throws VaultikException;
}
