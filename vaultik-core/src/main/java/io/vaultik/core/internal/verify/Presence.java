package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import java.util.Optional;

/** Finds out which blobs are there with their lengths: few by one call each, many by one LIST. */
final class Presence {
    private static final int FEW_BLOBS = 200;

    private final ObjectStorage storage;
    private final BlobRows rows;
    private final Findings findings;

    Presence(ObjectStorage storage, BlobRows rows, Findings findings) {
        this.storage = storage;
        this.rows = rows;
        this.findings = findings;
    }

    /** Looks, and looks a second time for each blob that is not as it should be. */
    void look(Crew crew) throws VaultikException {
        if (rows.count() >= FEW_BLOBS) {
            crew.run(lane -> {
                if (lane == 0) {
                    storage.list(Keys.BLOBS, this::listed);
                }
            });
        }
        crew.forEach(rows.count(), row -> {
            if (rows.state(row) != BlobRows.PRESENT && !isThere(row)) {
                judge(row);
            }
        });
    }

    private boolean listed(ObjectInfo info) {
        Optional<String> name = Keys.blobName(info.key());
        if (name.isPresent()) {
            rows.find(Hex.bytes(name.get()), row -> {
                if (rows.length(row) == info.length()) {
                    rows.state(row, BlobRows.PRESENT);
                }
                return false;
            });
        }
        return !Thread.currentThread().isInterrupted();
    }

    private boolean isThere(int row) throws VaultikException {
        Optional<ObjectInfo> info = storage.stat(rows.key(row));
        if (info.isPresent() && info.get().length() == rows.length(row)) {
            rows.state(row, BlobRows.PRESENT);
            return true;
        }
        return false;
    }

    private void judge(int row) throws VaultikException {
        Optional<ObjectInfo> info = storage.stat(rows.key(row));
        if (info.isEmpty()) {
            rows.state(row, BlobRows.MISSING);
        } else if (info.get().length() == rows.length(row)) {
            rows.state(row, BlobRows.PRESENT);
        } else {
            rows.state(row, BlobRows.WRONG_LENGTH);
            findings.damaged(
                    rows.key(row).value(), "it has " + info.get().length() + " bytes instead of " + rows.length(row));
        }
    }
}
