package io.vaultik.repository;

import io.vaultik.fault.Errors;
import io.vaultik.progress.OperationReport;
import java.util.List;
import java.util.Optional;

/**
 * What a copy of snapshots to another repository did, or would do.
 *
 * @param copied the snapshots that were copied, the oldest first
 * @param skipped the snapshots that the target had already
 * @param newBlobs blobs that were put into the target
 * @param newBytes their bytes
 * @param presentBlobs blobs of the copied snapshots that the target had already; one that two snapshots need counts for each
 * @param errors what failed, was skipped or is worth knowing
 * @param report time, phases and calls in the repository that was read
 * @param targetReport time and calls in the one that was written
 * @since 0.1
 */
public record CopyResult(
        List<Copied> copied,
        List<Copied> skipped,
        long newBlobs,
        long newBytes,
        long presentBlobs,
        Errors errors,
        OperationReport report,
        OperationReport targetReport) {
    /**
     * Copies the lists.
     *
     * @param copied the snapshots that were copied
     * @param skipped the snapshots that the target had already
     * @param newBlobs blobs that were put into the target
     * @param newBytes their bytes
     * @param presentBlobs blobs that the target had already
     * @param errors what failed, was skipped or is worth knowing
     * @param report time, phases and calls in the repository that was read
     * @param targetReport time and calls in the one that was written
     */
    public CopyResult {
        copied = List.copyOf(copied);
        skipped = List.copyOf(skipped);
    }

    /**
     * A snapshot here and in the target.
     *
     * @param from its id here
     * @param to its id there; empty if it would be copied
     */
    public record Copied(SnapshotId from, Optional<SnapshotId> to) {}

    /**
     * Returns the number of calls to both storages.
     *
     * @return the sum of both reports
     */
    public long totalStorageCalls() {
        return report.totalStorageCalls() + targetReport.totalStorageCalls();
    }
}
