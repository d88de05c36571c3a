package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
        List<ObjectInfo> unread = new ArrayList<>();
        storage.list(Keys.METADATA, info -> {
            boolean isManifest = info.length() != VoidMark.LENGTH
                    && Keys.manifestDir(info.key()).isPresent();
            if (isManifest && !read.contains(info)) {
                unread.add(info);
            }
            return true;
        });
        AtomicInteger next = new AtomicInteger();
        crew.run(lane -> {
            for (int i = next.getAndIncrement(); i < unread.size(); i = next.getAndIncrement()) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new CancelledException("the maintenance was interrupted", null);
                }
                read(unread.get(i));
            }
        });
        return name -> named.contains(Hex.bytes(name));
    }

    private void read(ObjectInfo info) throws VaultikException {
        Manifest manifest;
        try {
            manifest = index.get(id(info.key()));
        } catch (NotFoundException e) {
            // Deleted after it was listed.
            return;
        }
        lock.lock();
        try {
            for (ManifestBlob blob : manifest.blobs()) {
                named.add(Hex.bytes(blob.name()));
            }
            read.add(info);
            operation.progress().add(1, info.length());
        } finally {
            lock.unlock();
        }
    }

    private static SnapshotId id(ObjectKey manifest) throws MalformedException {
        try {
            return SnapshotId.of(Keys.manifestDir(manifest).orElseThrow());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("{} is the manifest of what is no snapshot id", e, manifest);
        }
    }

    /** Returns how many manifests were read. */
    long manifests() {
        return read.size();
    }
}
