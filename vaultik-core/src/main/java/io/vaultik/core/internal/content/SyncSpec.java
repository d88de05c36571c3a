package io.vaultik.core.internal.content;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.progress.ProgressListener;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;

/**
 * What is copied from which store to which.
 *
 * @param from the store that is read
 * @param to the store that is written
 * @param ids the manifests; empty for all of the first store
 * @param mirror whether manifests that the first store does not have are removed from the second
 * @param dryRun whether nothing is written
 * @param parallelism how many objects are in flight; empty for {@link SyncRun#LANES} small ones
 * @param policy what happens when single objects fail
 * @param listener who is told of the progress
 * @param executor where threads come from
 */
public record SyncSpec(
        StreamStore from,
        StreamStore to,
        List<ManifestId> ids,
        boolean mirror,
        boolean dryRun,
        OptionalInt parallelism,
        FailurePolicy policy,
        Optional<ProgressListener> listener,
        Optional<Executor> executor) {
    /**
     * Copies the list.
     *
     * @param from the store that is read
     * @param to the store that is written
     * @param ids the manifests; empty for all of the first store
     * @param mirror whether manifests that the first store does not have are removed from the second
     * @param dryRun whether nothing is written
     * @param parallelism how many objects are in flight; empty for {@link SyncRun#LANES} small ones
     * @param policy what happens when single objects fail
     * @param listener who is told of the progress
     * @param executor where threads come from
     */
    public SyncSpec {
        ids = List.copyOf(ids);
    }
}
