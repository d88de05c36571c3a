package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Who writes to a repository, and what its snapshots name. A manifest is read once, as long as its object is the same one by key, length
 * and time. What one named that was deleted meanwhile counts as named for the rest of the run. Used by one thread; its own helpers read.
 */
final class RepositoryCensus implements Maintainer.Census {
    private final ObjectStorage storage;
    private final SnapshotIndex index;
    private final Operation operation;
    private final Crew crew;
    private final Set<ObjectInfo> read = new HashSet<>();
    private final DigestSet named = new DigestSet();
    private final ReentrantLock lock = new ReentrantLock();

    RepositoryCensus(Operation operation, SnapshotIndex index, Crew crew) {
        this.storage = operation.storage();
        this.operation = operation;
        this.index = index;
        this.crew = crew;
    }

    @Override
    public List<OpenSession> undecided() throws VaultikException {
        return OpenSession.undecided(storage);
    }

    @Override
    public Predicate<String> named() throws VaultikException {
        ManifestListing listing = new ManifestListing();
        storage.list(Keys.METADATA, info -> {
            listing.add(info);
            return true;
        });
        List<ManifestListing.Counting> unread = listing.counting().stream()
                .filter(counting -> !read.contains(counting.info()))
                .toList();
        crew.forEach(unread.size(), i -> read(unread.get(i)));
        return name -> named.contains(Hex.bytes(name));
    }

    private void read(ManifestListing.Counting counting) throws VaultikException {
        checkId(counting);
        Optional<Manifest> manifest = index.stored(counting).map(StoredManifest::manifest);
        if (manifest.isEmpty()) {
            // Deleted after it was listed.
            return;
        }
        lock.lock();
        try {
            for (ManifestBlob blob : manifest.get().blobs()) {
                named.add(Hex.bytes(blob.name()));
            }
            read.add(counting.info());
            operation.progress().add(1, counting.info().length());
        } finally {
            lock.unlock();
        }
    }

    private static void checkId(ManifestListing.Counting counting) throws MalformedException {
        try {
            SnapshotId.of(counting.dir());
        } catch (IllegalArgumentException e) {
            throw new MalformedException(
                    "{} is the manifest of what is no snapshot id",
                    e,
                    counting.info().key());
        }
    }

    /** Returns how many manifests were read. */
    long manifests() {
        return read.size();
    }
}
