package io.vaultik.repository;

import io.vaultik.progress.OperationReport;
import java.util.List;

/**
 * What a verification found.
 *
 * @param checkedBlobs blobs that were looked at
 * @param checkedBytes bytes that were read of them
 * @param missing names of blobs that are not there
 * @param damaged damages, each with the object and what is wrong with it
 * @param affectedSnapshots snapshots that cannot be restored wholly
 * @param affectedFiles files that cannot be restored, as far as the level and the keys tell; the first 1,000
 * @param affectedFileCount how many files that are
 * @param report time, phases and calls
 * @since 0.1
 */
public record VerifyResult(
        long checkedBlobs,
        long checkedBytes,
        List<String> missing,
        List<Damage> damaged,
        List<SnapshotId> affectedSnapshots,
        List<AffectedFile> affectedFiles,
        long affectedFileCount,
        OperationReport report) {
    /**
     * Copies the lists.
     *
     * @param checkedBlobs blobs that were looked at
     * @param checkedBytes bytes that were read of them
     * @param missing names of blobs that are not there
     * @param damaged damages, each with the object and what is wrong with it
     * @param affectedSnapshots snapshots that cannot be restored wholly
     * @param affectedFiles files that cannot be restored, the first 1,000
     * @param affectedFileCount how many files cannot be restored, listed or not
     * @param report time, phases and calls
     */
    public VerifyResult {
        missing = List.copyOf(missing);
        damaged = List.copyOf(damaged);
        affectedSnapshots = List.copyOf(affectedSnapshots);
        affectedFiles = List.copyOf(affectedFiles);
    }

    /**
     * Tells whether everything is whole.
     *
     * @return true if nothing is missing or damaged
     */
    public boolean isOk() {
        return missing.isEmpty() && damaged.isEmpty() && affectedSnapshots.isEmpty();
    }

    /**
     * One damage.
     *
     * @param object the key of the object
     * @param problem one line: what is wrong
     */
    public record Damage(String object, String problem) {}

    /**
     * A file that cannot be restored.
     *
     * @param snapshot the snapshot
     * @param path the file in it
     */
    public record AffectedFile(SnapshotId snapshot, EntryPath path) {}
}
