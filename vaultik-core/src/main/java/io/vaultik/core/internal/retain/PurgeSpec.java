package io.vaultik.core.internal.retain;

import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotFilter;
import org.jspecify.annotations.Nullable;

/**
 * What one purge is to do; every value is checked.
 *
 * @param policy what stays
 * @param filter which snapshots are considered
 * @param listener who is told of the progress, or null
 * @param parallelism how many calls to the storage wait at once, at least 1
 */
public record PurgeSpec(
        RetentionPolicy policy,
        SnapshotFilter filter,
        @Nullable ProgressListener listener,
        int parallelism) {}
