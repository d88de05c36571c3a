package io.vaultik.repository;

import java.util.List;

/**
 * What healing, encrypting to other recipients and repacking found and did. A revision of a snapshot has the same id, time and content, and lies in other blobs.
 *
 * @param lostBlobs blobs that are not there, have another length, or were damaged when this host verified them last
 * @param reencryptedBlobs blobs that are not known to be for the present recipients alone, and whose content was stored anew, or would be
 * @param reencryptedBytes their length
 * @param repackedBlobs blobs of which too little is used, or which are small, and whose content was stored anew, or would be
 * @param usedBytes about how much of them is used, and has to move
 * @param unusedBytes about how much of them is not, and becomes free when they are deleted
 * @param revised snapshots of which revisions were made; in a plan, those that would be revised
 * @param unhealed snapshots whose content is lost and in no other snapshot that could be found: they are as they were
 * @param storedBytes bytes that were put for the revisions
 * @since 0.1
 */
public record RevisionResult(
        long lostBlobs,
        long reencryptedBlobs,
        long reencryptedBytes,
        long repackedBlobs,
        long usedBytes,
        long unusedBytes,
        List<SnapshotId> revised,
        List<SnapshotId> unhealed,
        long storedBytes) {
    /**
     * Copies the lists.
     *
     * @param lostBlobs blobs that are lost
     * @param reencryptedBlobs blobs for other recipients
     * @param reencryptedBytes their length
     * @param repackedBlobs blobs whose content moved
     * @param usedBytes how much of them is used
     * @param unusedBytes how much of them is not
     * @param revised snapshots that were revised
     * @param unhealed snapshots that could not be healed
     * @param storedBytes bytes that were put
     */
    public RevisionResult {
        revised = List.copyOf(revised);
        unhealed = List.copyOf(unhealed);
    }
}
