package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Checks manifests and records, without a key, and collects the blobs that are needed. Thread-safe. */
final class SnapshotCheck {
    private final ObjectStorage storage;
    private final SnapshotIndex index;
    private final DigestAlgorithm algorithm;
    private final BlobRows rows;
    private final Findings findings;
    private final ReentrantLock adding = new ReentrantLock();

    SnapshotCheck(
            ObjectStorage storage, SnapshotIndex index, DigestAlgorithm algorithm, BlobRows rows, Findings findings) {
        this.storage = storage;
        this.index = index;
        this.algorithm = algorithm;
        this.rows = rows;
        this.findings = findings;
    }

    /** Returns the snapshots of a storage, oldest id first: one LIST. Voids show by their length. */
    static List<SnapshotId> list(ObjectStorage storage, Findings findings) throws VaultikException {
        List<SnapshotId> ids = new ArrayList<>();
        storage.list(Keys.METADATA, info -> {
            if (!VoidMark.is(info)) {
                Keys.manifestDir(info.key()).ifPresent(dir -> {
                    try {
                        ids.add(SnapshotId.of(dir));
                    } catch (IllegalArgumentException e) {
                        findings.damaged(info.key().value(), "it does not lie under the id of a snapshot");
                    }
                });
            }
            return true;
        });
        Collections.sort(ids);
        return ids;
    }

    /**
     * Checks one snapshot.
     *
     * @return what is known of it, or empty if there is no such snapshot
     */
    Optional<Subject> check(SnapshotId id) throws VaultikException {
        Manifest manifest;
        try {
            manifest = Damages.readTwice(() -> index.get(id));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (VaultikException e) {
            if (!Damages.isDamage(e)) {
                throw e;
            }
            findings.damaged(Keys.manifest(id.value()).value(), Damages.problem(e));
            return Optional.of(new Subject(id, RowSet.NONE, true));
        }
        boolean recordBad = recordIsBad(manifest);
        if (recordBad && !index.exists(id)) {
            findings.forget(Keys.record(manifest.session()).value());
            return Optional.empty();
        }
        return Optional.of(new Subject(id, RowSet.of(rows(manifest)), recordBad));
    }

    private boolean recordIsBad(Manifest manifest) throws VaultikException {
        ObjectKey key = Keys.record(manifest.session());
        try {
            Damages.readTwice(() -> record(key, manifest));
            return false;
        } catch (VaultikException e) {
            if (!Damages.isDamage(e)) {
                throw e;
            }
            findings.damaged(key.value(), Damages.problem(e));
            return true;
        }
    }

    private byte[] record(ObjectKey key, Manifest manifest) throws VaultikException {
        byte[] object = SmallObjects.read(storage, key, Limits.MAX_DOCUMENT_BYTES)
                .orElseThrow(() -> new IntegrityException(key.value(), "a snapshot record", "nothing", null));
        if (object.length != manifest.recordLength()) {
            throw new IntegrityException(
                    key.value(), manifest.recordLength() + " bytes", object.length + " bytes", null);
        }
        String digest = algorithm.digest(object).hex();
        if (!digest.equals(manifest.recordDigest())) {
            throw new IntegrityException(key.value(), manifest.recordDigest(), digest, null);
        }
        return object;
    }

    private int[] rows(Manifest manifest) {
        List<ManifestBlob> blobs = manifest.blobs();
        int[] named = new int[blobs.size()];
        adding.lock();
        try {
            for (int i = 0; i < named.length; i++) {
                ManifestBlob blob = blobs.get(i);
                named[i] = rows.add(blob.name(), blob.length(), blob.headerLength());
            }
        } finally {
            adding.unlock();
        }
        return named;
    }
}
