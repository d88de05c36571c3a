package io.vaultik.repository;

import io.vaultik.fault.Errors;
import io.vaultik.progress.OperationReport;
import java.util.Optional;

/**
 * What a snapshot run made.
 *
 * @param snapshot its id; empty if there was no data, or for a dry run
 * @param status complete, partial or no data
 * @param counts what the tree holds
 * @param newFiles files that no earlier snapshot of the series has at their path
 * @param changedFiles files whose content was read again
 * @param unchangedFiles files that were carried over without being opened
 * @param newBytes bytes of content that no blob held before, before compression
 * @param storedBytes length of the objects that were put
 * @param newBlobs how many blobs were put
 * @param errors what failed, was skipped or is worth knowing
 * @param report time, phases and calls
 * @since 0.1
 */
public record SnapshotResult(
        Optional<SnapshotId> snapshot,
        SnapshotStatus status,
        TreeCounts counts,
        long newFiles,
        long changedFiles,
        long unchangedFiles,
        long newBytes,
        long storedBytes,
        long newBlobs,
        Errors errors,
        OperationReport report) {
    /**
     * Returns the id of the snapshot that was made.
     *
     * @return the id
     * @throws IllegalStateException if none was made: no data, or a dry run
     */
    public SnapshotId id() {
        return snapshot.orElseThrow(() -> new IllegalStateException("no snapshot was made"));
    }
}
