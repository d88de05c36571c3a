package io.vaultik.repository;

import io.vaultik.progress.OperationReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a verification found.
 *
 * @param checkedBlobs blobs that were looked at; with a budget all of them, too, since all are looked for
 * @param checkedBytes bytes that were read of them
 * @param missing names of blobs that are not there
 * @param damaged damages, each with the object and what is wrong with it
 * @param affectedSnapshots snapshots that cannot be restored wholly
 * @param affectedFiles files that cannot be restored, as far as the level and the keys tell; the first 1,000
 * @param affectedFileCount how many files that are
 * @param coverage which blobs were read, now or before; empty for {@link VerifyLevel#QUICK}
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
        Optional<Coverage> coverage,
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
     * @param coverage which blobs were read, now or before
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
     * Which of the blobs that are needed and there were read to the depth that was asked for.
     *
     * @param readNow how many were read by this run
     * @param neverRead how many were never read, as far as this host remembers
     * @param oldest when the one was read whose reading is the longest ago, of those that were read
     */
    public record Coverage(long readNow, long neverRead, Optional<Instant> oldest) {}

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
