package io.vaultik.core.internal.content;

import io.vaultik.progress.ProgressListener;
import io.vaultik.storage.ObjectStorage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What is collected, and how.
 *
 * @param objects where objects are, and perhaps manifests
 * @param manifests where other manifests are that name these objects
 * @param dead sessions whose processes are dead
 * @param dryRun whether nothing is changed
 * @param client who collects
 * @param listener who is told of the progress
 * @param executor where threads come from
 */
public record CollectSpec(
        ObjectStorage objects,
        List<ObjectStorage> manifests,
        List<String> dead,
        boolean dryRun,
        StoreClient client,
        Optional<ProgressListener> listener,
        Optional<Executor> executor) {
    /**
     * Copies the lists.
     *
     * @param objects where objects are
     * @param manifests where other manifests are
     * @param dead dead sessions
     * @param dryRun whether nothing is changed
     * @param client who collects
     * @param listener who is told
     * @param executor where threads come from
     */
    public CollectSpec {
        manifests = List.copyOf(manifests);
        dead = List.copyOf(dead);
    }
}
