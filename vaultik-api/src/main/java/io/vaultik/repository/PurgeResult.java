package io.vaultik.repository;

import io.vaultik.progress.OperationReport;
import java.util.List;

/**
 * What a purge did.
 *
 * @param plan what the policy says of the snapshots that were there when it ran
 * @param deleted the snapshots that are gone
 * @param report time and calls
 * @since 0.1
 */
public record PurgeResult(PurgePlan plan, List<SnapshotId> deleted, OperationReport report) {
    /**
     * Copies the list.
     *
     * @param plan what the policy says of the snapshots that were there when it ran
     * @param deleted the snapshots that are gone
     * @param report time and calls
     */
    public PurgeResult {
        deleted = List.copyOf(deleted);
    }
}
