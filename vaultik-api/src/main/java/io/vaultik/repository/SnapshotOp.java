package io.vaultik.repository;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import java.nio.file.Path;
import java.util.Set;

/**
 * Makes one snapshot. Configure, {@link #run} once; not thread-safe. Setters throw {@link IllegalArgumentException} for bad
 * values; everything is checked before the first byte is stored.
 *
 * @since 0.1
 */
public interface SnapshotOp {
    /** The lowest compression level of zstd that is accepted. */
    int MIN_COMPRESSION_LEVEL = 1;

    /** The highest compression level of zstd that is accepted. */
    int MAX_COMPRESSION_LEVEL = 19;

    /**
     * Adds a directory, or one file. One source: its children are the top level of the snapshot. Several: each under its
     * name.
     *
     * @param directory the path
     * @return this
     */
    SnapshotOp source(Path directory);

    /**
     * Adds a directory, or one file, under a name of its own.
     *
     * @param name the name, one component of a path
     * @param directory the path
     * @return this
     */
    SnapshotOp source(String name, Path directory);

    /**
     * Takes the entries from an application's own source. It cannot be combined with other sources.
     *
     * @param source the source
     * @return this
     */
    SnapshotOp source(BackupSource source);

    /**
     * Adds a pattern of paths to leave out, with the semantics of a line of a gitignore file at the root of each source.
     * Later patterns win; {@code !} takes in again.
     *
     * @param pattern a pattern
     * @return this
     */
    SnapshotOp exclude(String pattern);

    /**
     * Stays on the file system of each source directory.
     *
     * @return this
     */
    SnapshotOp oneFileSystem();

    /**
     * Leaves out the content of directories that hold a valid {@code CACHEDIR.TAG}.
     *
     * @return this
     */
    SnapshotOp excludeCaches();

    /**
     * Names the snapshot; the name becomes part of its id.
     *
     * @param name 1 to 100 characters
     * @return this
     */
    SnapshotOp name(String name);

    /**
     * Adds a label, readable with the identity.
     *
     * @param key its name
     * @param value its value
     * @return this
     */
    SnapshotOp label(String key, String value);

    /**
     * Sets how hard to compress.
     *
     * @param level from {@link #MIN_COMPRESSION_LEVEL} to {@link #MAX_COMPRESSION_LEVEL}; default 3
     * @return this
     */
    SnapshotOp compressionLevel(int level);

    /**
     * Reads and counts, but stores nothing and calls the storage for reading only.
     *
     * @return this
     */
    SnapshotOp dryRun();

    /**
     * Reads every file, whatever the signs of change say.
     *
     * @return this
     */
    SnapshotOp forceReread();

    /**
     * Sets what is compared to tell that a file did not change.
     *
     * @param signs default all of them
     * @return this
     */
    SnapshotOp changeSigns(Set<ChangeSign> signs);

    /**
     * Adopts the series of another source id, so that a renamed host or a moved directory does not start over.
     *
     * @param oldSourceId the id of the source before
     * @return this
     */
    SnapshotOp continues(String oldSourceId);

    /**
     * Stores a document with the snapshot.
     *
     * @param name 1 to 200 characters; names that begin with {@code vaultik.} are reserved
     * @param writer writes the document
     * @return this
     */
    SnapshotOp attach(String name, AttachmentWriter writer);

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    SnapshotOp listener(ProgressListener listener);

    /**
     * Sets what happens when single items fail.
     *
     * @param policy default {@link FailurePolicy#FINISH_THEN_FAIL}
     * @return this
     */
    SnapshotOp policy(FailurePolicy policy);

    /**
     * Sets how many files are read at once, over the whole operation.
     *
     * @param items at least 1; default: the number of processors, as far as the memory limit allows
     * @return this
     */
    SnapshotOp parallelism(int items);

    /**
     * Makes the snapshot. On return it is complete, durable and visible.
     *
     * @return what was made
     * @throws io.vaultik.fault.KeyRequiredException if there is no recipient, given or pinned
     * @throws io.vaultik.fault.NotFoundException if a source does not exist
     * @throws io.vaultik.fault.BusyException if another run of the same series is under way on this host
     * @throws io.vaultik.fault.IncompleteException if items failed and the policy says so; the snapshot exists
     * @throws io.vaultik.fault.CommitUnknownException if the last put had no answer
     * @throws io.vaultik.fault.RevokedException if a maintainer revoked this run
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if it fails otherwise; no snapshot is visible then
     * @throws IllegalStateException if no source was set, or this was run before
     */
    SnapshotResult run() throws VaultikException;
}
