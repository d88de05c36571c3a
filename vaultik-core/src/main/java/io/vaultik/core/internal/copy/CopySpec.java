package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.SnapshotId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one copy is to do; every value is checked.
 *
 * @param target where the snapshots go
 * @param ids which ones; null for all
 * @param anew whether content is stored anew for the recipients of the target, instead of blobs as they are
 * @param dryRun whether to find out only
 * @param policy what happens when snapshots cannot be copied
 * @param listener who is told of the progress, or null
 * @param parallelism how many blobs are copied at once, at least 1
 */
public record CopySpec(
        RepositoryContext target,
        @Nullable List<SnapshotId> ids,
        boolean anew,
        boolean dryRun,
        FailurePolicy policy,
        @Nullable ProgressListener listener,
        int parallelism) {}
