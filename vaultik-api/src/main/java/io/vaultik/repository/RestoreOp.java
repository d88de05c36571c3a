package io.vaultik.repository;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.nio.file.Path;

/**
 * Restores a snapshot, or parts of it. Configure, {@link #run} once; not thread-safe.
 *
 * <p>Nothing is ever written outside the target. Each file appears under its name when all its bytes were verified and written,
 * or not at all.
 *
 * @since 0.1
 */
public interface RestoreOp {
    /**
     * Restores into a directory, which is made if it does not exist. The top level of the snapshot goes directly into it.
     *
     * @param directory the directory
     * @return this
     */
    RestoreOp to(Path directory);

    /**
     * Restores into an application's own target.
     *
     * @param target the target
     * @return this
     */
    RestoreOp to(RestoreTarget target);

    /**
     * Restores an entry and what lies below it; may be repeated.
     *
     * @param path the path in the snapshot
     * @return this
     */
    RestoreOp path(EntryPath path);

    /**
     * Restores an entry and what lies below it; may be repeated.
     *
     * @param path the path in the snapshot
     * @return this
     * @throws IllegalArgumentException if the text is no path
     */
    default RestoreOp path(String path) {
        return path(EntryPath.of(path));
    }

    /**
     * Restores what matches a pattern with the syntax of a gitignore line, and what lies below; may be repeated.
     *
     * @param pattern the pattern
     * @return this
     */
    RestoreOp glob(String pattern);

    /**
     * Leaves out what matches a pattern with the syntax of a gitignore line; may be repeated.
     *
     * @param pattern the pattern
     * @return this
     */
    RestoreOp exclude(String pattern);

    /**
     * Sets what happens to what is in the target already.
     *
     * @param existing default {@link Existing#FAIL}
     * @return this
     */
    RestoreOp existing(Existing existing);

    /**
     * Leaves holes for runs of zeros in all files; without it, in those that had holes.
     *
     * @return this
     */
    RestoreOp sparse();

    /**
     * Sets whether owners and groups are restored.
     *
     * @param restore default true
     * @return this
     */
    RestoreOp owners(boolean restore);

    /**
     * Sets whether permission bits are restored.
     *
     * @param restore default true
     * @return this
     */
    RestoreOp modes(boolean restore);

    /**
     * Sets whether times are restored.
     *
     * @param restore default true
     * @return this
     */
    RestoreOp times(boolean restore);

    /**
     * Sets whether extended attributes, ACLs and capabilities are restored.
     *
     * @param restore default true
     * @return this
     */
    RestoreOp xattrs(boolean restore);

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    RestoreOp listener(ProgressListener listener);

    /**
     * Sets what happens when single items fail.
     *
     * @param policy default {@link FailurePolicy#FINISH_THEN_FAIL}
     * @return this
     */
    RestoreOp policy(FailurePolicy policy);

    /**
     * Sets how many items are in flight, over the whole operation.
     *
     * @param items at least 1; default: the number of processors, and at least 12, since a storage may be far away
     * @return this
     */
    RestoreOp parallelism(int items);

    /**
     * Restores.
     *
     * @return what was restored
     * @throws io.vaultik.fault.KeyRequiredException if no identity was given
     * @throws io.vaultik.fault.WrongKeyException if no identity fits
     * @throws io.vaultik.fault.NotFoundException if the snapshot, or a path that was asked for, does not exist
     * @throws io.vaultik.fault.TargetNotEmptyException if the target holds something and existing files are not to be touched
     * @throws io.vaultik.fault.IncompleteException if items failed and the policy says so; the others are restored
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if it fails otherwise
     * @throws IllegalStateException if no target was set, or this was run before
     */
    RestoreResult run() throws VaultikException;
}
