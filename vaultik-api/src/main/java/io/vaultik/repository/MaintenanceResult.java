package io.vaultik.repository;

import io.vaultik.progress.OperationReport;
import java.util.List;
import java.util.Optional;

/**
 * What a maintenance found and did.
 *
 * @param snapshots snapshots that were read
 * @param blobs blobs that were there when it counted
 * @param unreferencedBlobs those of them that no snapshot names
 * @param unreferencedBytes their bytes
 * @param condemnedBlobs blobs that it condemned
 * @param deletedBlobs blobs that it deleted; fewer than are unreferenced while a snapshot is under way
 * @param deletedBytes their bytes
 * @param leftOvers directories of snapshots that were deleted or never finished, and were cleared, or would be
 * @param abandonedUploads uploads of which parts have been left in the storage for more than a day, and which it took back; in a
 *     plan all that are unfinished
 * @param revoked sessions that it revoked
 * @param blockedBy snapshots under way that began too long ago for anything more to be deleted while they are
 * @param sessions all sessions that were there at the end, but for its own
 * @param withoutRecord snapshots whose record is not there: they cannot be restored
 * @param revisions what healing and repacking did, if they were asked for
 * @param report time, phases and calls
 * @since 0.1
 */
public record MaintenanceResult(
        long snapshots,
        long blobs,
        long unreferencedBlobs,
        long unreferencedBytes,
        long condemnedBlobs,
        long deletedBlobs,
        long deletedBytes,
        long leftOvers,
        long abandonedUploads,
        List<String> revoked,
        List<SessionInfo> blockedBy,
        List<SessionInfo> sessions,
        List<SnapshotId> withoutRecord,
        Optional<RevisionResult> revisions,
        OperationReport report) {
    /**
     * Copies the lists.
     *
     * @param snapshots snapshots that were read
     * @param blobs blobs that were there when it counted
     * @param unreferencedBlobs those that no snapshot names
     * @param unreferencedBytes their bytes
     * @param condemnedBlobs blobs that it condemned
     * @param deletedBlobs blobs that it deleted
     * @param deletedBytes their bytes
     * @param leftOvers directories that were cleared, or would be
     * @param abandonedUploads uploads that it took back
     * @param revoked sessions that it revoked
     * @param blockedBy snapshots that block
     * @param sessions all sessions
     * @param withoutRecord snapshots without a record
     * @param revisions what healing and repacking did
     * @param report time, phases and calls
     */
    public MaintenanceResult {
        revoked = List.copyOf(revoked);
        blockedBy = List.copyOf(blockedBy);
        sessions = List.copyOf(sessions);
        withoutRecord = List.copyOf(withoutRecord);
    }
}
