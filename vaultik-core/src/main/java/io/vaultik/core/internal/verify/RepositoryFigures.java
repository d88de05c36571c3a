package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.RepositoryInfo;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts what a repository holds, without a key. Used once, by one thread; about 60 bytes of memory for each blob that is named. */
public final class RepositoryFigures {
    private final RepositoryContext context;
    private final ObjectStorage storage;
    private final BlobRows named = new BlobRows();
    private long snapshots;
    private @Nullable Instant oldest;
    private @Nullable Instant newest;
    private long blobs;
    private long bytes;
    private long unreferenced;
    private long unreferencedBytes;

    /**
     * Makes a counter; nothing is read yet.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     */
    public RepositoryFigures(RepositoryContext context, ObjectStorage storage) {
        this.context = context;
        this.storage = storage;
    }

    /**
     * Counts: a LIST of the snapshots, a GET for each, a LIST of the blobs, and the newest state of the collection. A snapshot whose
     * manifest cannot be read counts, and its blobs are not referenced.
     *
     * @return the figures
     * @throws io.vaultik.fault.CancelledException if this thread is interrupted
     * @throws VaultikException if the storage fails, or the state of the collection is damaged
     */
    public RepositoryInfo info() throws VaultikException {
        SnapshotIndex index = new SnapshotIndex(storage, context.id());
        for (SnapshotId id : SnapshotCheck.list(storage, new Findings())) {
            Interrupts.check();
            read(index, id);
        }
        countBlobs();
        Interrupts.check();
        CollectionState state = new CollectionStates(storage, Keys.COLLECTION).newest();
        return new RepositoryInfo(
                context.id(),
                storage.location(),
                context.configuration().created(),
                context.configuration().digest(),
                context.configuration().createTrusted(),
                snapshots,
                Optional.ofNullable(oldest),
                Optional.ofNullable(newest),
                blobs,
                bytes,
                unreferenced,
                unreferencedBytes,
                state.condemned().size());
    }

    private void read(SnapshotIndex index, SnapshotId id) throws VaultikException {
        try {
            Manifest manifest = index.get(id);
            snapshots++;
            Instant created = manifest.created();
            oldest = oldest == null || created.isBefore(oldest) ? created : oldest;
            newest = newest == null || created.isAfter(newest) ? created : newest;
            for (ManifestBlob blob : manifest.blobs()) {
                named.add(blob.name(), blob.length(), blob.headerLength());
            }
        } catch (NotFoundException e) {
            // Deleted since it was listed.
            return;
        } catch (VaultikException e) {
            if (!Damages.isDamage(e)) {
                throw e;
            }
            snapshots++;
        }
    }

    private void countBlobs() throws VaultikException {
        storage.list(Keys.BLOBS, info -> {
            Optional<String> name = Keys.blobName(info.key());
            if (name.isPresent()) {
                blobs++;
                bytes += info.length();
                if (named.find(Hex.bytes(name.get()), row -> true) < 0) {
                    unreferenced++;
                    unreferencedBytes += info.length();
                }
            }
            return !Thread.currentThread().isInterrupted();
        });
    }
}
