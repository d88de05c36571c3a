package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.RepositoryInfo;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Counts what a repository holds, without a key. Used once, by one thread; about 100 bytes of memory for each blob that is named. */
public final class RepositoryFigures {
    private final RepositoryContext context;
    private final ObjectStorage storage;
    private final DigestSet named = new DigestSet();
    private long readable;
    private long unreadable;
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
     * Counts: a LIST of the snapshots, a GET for each that is not remembered, a LIST of the blobs, and the newest state of the collection. A snapshot whose
     * manifest cannot be read counts, and its blobs are not referenced.
     *
     * @param crew who reads
     * @return the figures
     * @throws io.vaultik.fault.CancelledException if this thread is interrupted
     * @throws VaultikException if the storage fails, or the state of the collection is damaged
     */
    public RepositoryInfo info(Crew crew) throws VaultikException {
        read(crew, SnapshotIndex.rememberingIfKnown(context, storage));
        countBlobs();
        Interrupts.check();
        CollectionState state = new CollectionStates(storage, Keys.COLLECTION).newest();
        return new RepositoryInfo(
                context.id(),
                storage.location(),
                context.configuration().created(),
                context.configuration().digest(),
                context.configuration().createTrusted(),
                readable + unreadable,
                Optional.ofNullable(oldest),
                Optional.ofNullable(newest),
                blobs,
                bytes,
                unreferenced,
                unreferencedBytes,
                state.condemned().size());
    }

    private void read(Crew crew, SnapshotIndex index) throws VaultikException {
        List<ManifestListing.Counting> snapshots = index.counting(new HashSet<>()).stream()
                .filter(RepositoryFigures::isSnapshot)
                .toList();
        SortedMap<String, VaultikException> failures = index.names(crew, snapshots, (i, manifest, names) -> {
            readable++;
            Instant created = manifest.head().created();
            oldest = oldest == null || created.isBefore(oldest) ? created : oldest;
            newest = newest == null || created.isAfter(newest) ? created : newest;
            names.forEach(named::add);
        });
        for (VaultikException failure : failures.values()) {
            if (!Damages.isDamage(failure)) {
                throw failure;
            }
        }
        unreadable = failures.size();
    }

    private static boolean isSnapshot(ManifestListing.Counting counting) {
        try {
            SnapshotId.of(counting.dir());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void countBlobs() throws VaultikException {
        storage.list(Keys.BLOBS, info -> {
            Optional<String> name = Keys.blobName(info.key());
            if (name.isPresent()) {
                blobs++;
                bytes += info.length();
                if (!named.contains(Hex.bytes(name.get()))) {
                    unreferenced++;
                    unreferencedBytes += info.length();
                }
            }
            return !Thread.currentThread().isInterrupted();
        });
    }
}
