package io.vaultik.repository;

import io.vaultik.progress.OperationReport;
import java.util.List;

/**
 * What a deletion did.
 *
 * @param deleted the snapshots that are gone, in the order in which they were named
 * @param unknown ids of which there was no snapshot
 * @param report time and calls
 * @since 0.1
 */
public record DeleteResult(List<SnapshotId> deleted, List<SnapshotId> unknown, OperationReport report) {
    /**
     * Copies the lists.
     *
     * @param deleted the snapshots that are gone
     * @param unknown ids of which there was no snapshot
     * @param report time and calls
     */
    public DeleteResult {
        deleted = List.copyOf(deleted);
        unknown = List.copyOf(unknown);
    }
}
