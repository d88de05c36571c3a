package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.Hex;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A snapshot that is being verified, and what is known of it so far. Used by one thread at a time. */
final class Subject {
    private final SnapshotId id;
    private final RowSet rows;
    private final boolean documentsBad;
    private boolean gone;
    private boolean affected;
    private boolean treeBad;
    private boolean shortBlobs;
    private @Nullable String suspect;
    private @Nullable String suspicion;

    /**
     * Makes a subject.
     *
     * @param id the snapshot
     * @param rows the rows of its blobs
     * @param documentsBad whether its manifest or its record is damaged, so that nothing can be read of it
     */
    Subject(SnapshotId id, RowSet rows, boolean documentsBad) {
        this.id = id;
        this.rows = rows;
        this.documentsBad = documentsBad;
        this.affected = documentsBad;
    }

    SnapshotId id() {
        return id;
    }

    /** Returns the rows of its blobs. */
    RowSet rows() {
        return rows;
    }

    boolean documentsBad() {
        return documentsBad;
    }

    /** Returns the row of a blob, or -1 if the manifest does not name it. */
    int row(BlobRows all, String blob) {
        return all.find(Hex.bytes(blob), this::has);
    }

    boolean has(int row) {
        return rows.has(row);
    }

    boolean hasAll(int[] some) {
        return Arrays.stream(some).allMatch(this::has);
    }

    boolean hasBadBlobs(BlobRows all) {
        return rows.stream().anyMatch(all::isBad);
    }

    /** Takes note of blobs that do not have their length: ranges of them cannot be read, and that is no failure of the storage. */
    void noteShortBlobs(BlobRows all) {
        shortBlobs = rows.stream().anyMatch(row -> all.state(row) == BlobRows.WRONG_LENGTH);
    }

    /** Tells whether a failure to read from its blobs is damage. A header that fits no identity may be a damaged one. */
    boolean isDamage(VaultikException failure) {
        return Damages.isDamage(failure)
                || failure instanceof WrongKeyException
                || shortBlobs
                        && failure instanceof StorageException e
                        && !e.retryable()
                        && !(e instanceof StorageDeniedException);
    }

    /** It was deleted while it was verified. */
    void goneNow() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }

    void affectedNow() {
        affected = true;
    }

    boolean isAffected() {
        return affected && !gone;
    }

    /**
     * Something in its tree cannot be read or is wrong.
     *
     * @param object the object to blame if no blob turns out to be bad
     * @param problem what is wrong
     */
    void treeBadNow(String object, String problem) {
        treeBad = true;
        if (suspect == null) {
            suspect = object;
            suspicion = problem;
        }
    }

    boolean isTreeBad() {
        return treeBad;
    }

    /** Hands over the object to blame, if there is one. */
    void blame(Findings findings) {
        if (suspect != null && suspicion != null) {
            findings.damaged(suspect, suspicion);
        }
    }
}
