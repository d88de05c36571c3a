package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.fs.AttributeOptions;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.RestoreTarget;
import io.vaultik.repository.SnapshotId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one restore is to do; every value is checked. Either a directory or a target is given.
 *
 * @param snapshot which snapshot
 * @param directory the directory to restore into, or null
 * @param target the application's target, or null
 * @param paths entries that are restored with what lies below them
 * @param globs patterns of entries that are restored with what lies below them; without paths and globs everything is restored
 * @param excludes patterns of what is left out
 * @param existing what happens to what is in the directory already
 * @param sparse whether all files get holes, and not only those that had some
 * @param attributes which attributes are restored
 * @param policy what happens when items fail
 * @param listener who is told of the progress, or null
 * @param parallelism how many items are in flight
 */
public record RestoreSpec(
        SnapshotId snapshot,
        @Nullable Path directory,
        @Nullable RestoreTarget target,
        List<EntryPath> paths,
        List<String> globs,
        List<String> excludes,
        Existing existing,
        boolean sparse,
        AttributeOptions attributes,
        FailurePolicy policy,
        @Nullable ProgressListener listener,
        int parallelism) {
    /**
     * Checks the values.
     *
     * @param snapshot which snapshot
     * @param directory where to, or null
     * @param target where to otherwise, or null
     * @param paths entries, copied
     * @param globs patterns of entries, copied
     * @param excludes patterns of what is left out, copied
     * @param existing what happens to what is there
     * @param sparse whether all files get holes
     * @param attributes what is restored beside content
     * @param policy what happens when items fail
     * @param listener who is told, or null
     * @param parallelism items in flight, at least 1
     * @throws IllegalArgumentException if both or neither of directory and target are given, or nothing may be in flight
     */
    public RestoreSpec {
        if ((directory == null) == (target == null)) {
            throw new IllegalArgumentException("a restore goes to a directory or to a target");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("at least one item is in flight");
        }
        paths = List.copyOf(paths);
        globs = List.copyOf(globs);
        excludes = List.copyOf(excludes);
    }
}
