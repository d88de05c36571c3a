package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.read.OtherCopies;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;

/**
 * What the passes over trees have in common.
 *
 * @param context the repository
 * @param storage its storage, counted and repeated
 * @param rows the blobs
 * @param findings takes what is found
 * @param leaves the leaves that were read
 * @param copies finds what is lost
 */
record Ground(
        RepositoryContext context,
        ObjectStorage storage,
        BlobRows rows,
        Findings findings,
        Leaves leaves,
        OtherCopies copies) {
    Ground(RepositoryContext context, ObjectStorage storage, BlobRows rows, Findings findings) {
        this(context, storage, rows, findings, new Leaves(), new OtherCopies(context, storage));
    }

    /** Opens a snapshot as a restore would, but for the search for what is lost, which all have in common. */
    SnapshotReader open(SegmentCache cache, SnapshotId id) throws VaultikException {
        return SnapshotReader.open(context, storage, cache, id, copies);
    }
}
