package io.vaultik.repository;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.util.Collection;

/**
 * Copies snapshots to another repository. Configure, {@link #plan} as often as is wished, {@link #run} once; not thread-safe. Needs no
 * identity on either side, but to {@linkplain #reencrypt encrypt anew}: what is encrypted is copied as it is, and each blob is verified by its
 * name on the way.
 *
 * <p>A copy is a snapshot of the target like any other: it is listed, restored, verified, deleted, purged and maintained there. Its id is
 * the one that it has here, {@code ~}, and a random text, so that snapshots of one id from two repositories are two snapshots there.
 * Time, host, name and series are those of the original, whose signature goes with it. Pins are not copied.
 *
 * <p>Who can read a copy is decided by the keys that the original was encrypted to. The target's recipients have no say in that, and a
 * copy does not change them: whoever makes snapshots there is to be given keys for those. See {@link #reencrypt}.
 *
 * <p>A snapshot that the target has is skipped, also if it came from a third repository or was made there; of others only the blobs are
 * put that are not there. Stopped anywhere, the next run goes on, and puts no finished blob twice. Snapshots may be made, removed and
 * collected on both sides meanwhile. Two copies of one snapshot at the same time may both succeed: the target then has it twice, under
 * two ids, with one set of blobs.
 *
 * @since 0.1
 */
public interface CopyOp {
    /**
     * Sets the target. It is an open repository, since a copy is signed there: with the key, the state folder and the name of the client
     * that it was opened with. It stays open; closing it or this repository cancels the copy.
     *
     * @param target a repository that {@code Vaultik} has opened
     * @return this
     * @throws IllegalArgumentException if it is of another make
     */
    CopyOp to(Repository target);

    /**
     * Chooses the snapshots.
     *
     * @param ids their ids here; default: all that are there
     * @return this
     */
    CopyOp snapshots(Collection<SnapshotId> ids);

    /**
     * Sets who is told of the progress: one item for each blob.
     *
     * @param listener the listener
     * @return this
     */
    CopyOp listener(ProgressListener listener);

    /**
     * Sets what happens when snapshots cannot be copied, because they are damaged here.
     *
     * @param policy default {@link FailurePolicy#FINISH_THEN_FAIL}
     * @return this
     */
    CopyOp policy(FailurePolicy policy);

    /**
     * Sets how many blobs are copied at once. What is encrypted anew is read one after the other.
     *
     * @param blobs at least 1; default 12
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    CopyOp parallelism(int blobs);

    /**
     * Sets whether content is encrypted anew, for the recipients of the target, so that those can read the copies, and nobody else can. This
     * needs the identity here: everything is read, checked and stored as a snapshot would store it, but for content that was stored for
     * them there before. Progress tells of entries then, and a snapshot that the target has is skipped, whoever can read it there.
     *
     * @param forTheTarget default: blobs are copied as they are
     * @return this
     */
    CopyOp reencrypt(boolean forTheTarget);

    /**
     * Finds out what there is to copy, and changes nothing. What is damaged here is not found: no blob is read. So what would be put is the most
     * that it can be, if content is encrypted anew.
     *
     * @return what would be copied, put and skipped; copies have no ids yet
     * @throws VaultikException as {@link #run}
     * @throws IllegalStateException if no target was set
     */
    CopyResult plan() throws VaultikException;

    /**
     * Copies, the oldest first. What is copied when it ends for any reason is complete, durable and visible.
     *
     * @return what was done
     * @throws io.vaultik.fault.WrongRepositoryException if the target is this repository, or a copy of its storage
     * @throws io.vaultik.fault.UnsupportedFormatException if the target names content by another digest, or something in it is of a newer
     *     version
     * @throws io.vaultik.fault.NotFoundException if one of the snapshots that were asked for does not exist; none is copied then
     * @throws io.vaultik.fault.KeyRequiredException if content is to be encrypted anew, and there is no identity here or no recipient there
     * @throws io.vaultik.fault.WrongKeyException if content is to be encrypted anew and the identity fits none of the snapshots
     * @throws io.vaultik.fault.BusyException if a maintenance of the target deletes what is needed there, and does not come to an end, or
     *     its storage leaves that to its owner
     * @throws io.vaultik.fault.IncompleteException if snapshots could not be copied and the policy says so
     * @throws io.vaultik.fault.CommitUnknownException if the last put of a copy had no answer
     * @throws io.vaultik.fault.RevokedException if a maintainer of the target revoked a copy
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or a repository closed
     * @throws VaultikException if a storage fails
     * @throws IllegalStateException if no target was set, or this was run before
     */
    CopyResult run() throws VaultikException;
}
