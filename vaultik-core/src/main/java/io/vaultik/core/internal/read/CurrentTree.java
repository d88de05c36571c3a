package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.tree.NodeSource;
import io.vaultik.core.internal.tree.Regrowth;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectNotFoundException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a snapshot, wherever they are now: readers have no session, so a blob of nodes may go when the snapshot was revised. Then the
 * reading goes on in the revision. Thread-safe.
 */
final class CurrentTree implements NodeSource, Regrowth {
    private final SnapshotIndex index;
    private final BlobSet blobs;
    private final ChunkReader chunks;
    private final Records records;
    private final ReentrantLock looking = new ReentrantLock();
    private Manifest manifest;
    private @Nullable ChunkLocation root;

    CurrentTree(SnapshotIndex index, Manifest manifest, BlobSet blobs, ChunkReader chunks, Records records) {
        this.index = index;
        this.manifest = manifest;
        this.blobs = blobs;
        this.chunks = chunks;
        this.records = records;
    }

    /** Reads the record that belongs to a manifest. */
    @FunctionalInterface
    interface Records {
        SnapshotRecord of(Manifest manifest) throws VaultikException;
    }

    /** A node that is gone is looked for in other snapshots only if its own one was not revised. */
    @Override
    public byte[] read(ChunkLocation location) throws VaultikException {
        try {
            return chunks.readThere(location);
        } catch (ObjectNotFoundException e) {
            if (newRoot(e) != null) {
                throw e;
            }
            return chunks.rescue(location, e);
        } catch (VaultikException e) {
            return chunks.rescue(location, e);
        }
    }

    @Override
    public @Nullable ChunkLocation newRoot(ObjectNotFoundException missing) throws VaultikException {
        looking.lock();
        try {
            Manifest newest = index.get(SnapshotId.of(manifest.snapshot()));
            if (!newest.session().equals(manifest.session())) {
                SnapshotRecord record = records.of(newest);
                blobs.add(newest);
                manifest = newest;
                root = record.root();
            }
            return root;
        } catch (NotFoundException e) {
            return null;
        } finally {
            looking.unlock();
        }
    }
}
