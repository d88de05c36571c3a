package io.vaultik.core.internal.content;

import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.core.internal.gc.Maintainer;
import io.vaultik.core.internal.gc.OpenSession;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.Digest;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What the manifests of some stores name, and who pushes. A manifest is read once: its text follows from its id. What one named that
 * was deleted meanwhile counts as named for the rest of the run. Used by one thread.
 */
final class StoreCensus implements Maintainer.Census {
    private final ObjectStorage objects;
    private final List<StreamStore> stores;
    private final StoreRun run;
    private final Set<ManifestId> read = new HashSet<>();
    private final DigestSet named = new DigestSet();
    private final ReentrantLock lock = new ReentrantLock();

    StoreCensus(ObjectStorage objects, List<StreamStore> stores, StoreRun run) {
        this.objects = objects;
        this.stores = stores;
        this.run = run;
    }

    /** A push is undecided as long as its object is there. */
    @Override
    public List<OpenSession> undecided() throws VaultikException {
        return OpenSession.read(objects, StoreKeys.COLLECTION, StoreKeys.COLLECTION.sessions()).stream()
                .filter(session -> !session.isMaintainer())
                .toList();
    }

    @Override
    public Predicate<String> named() throws VaultikException {
        for (StreamStore store : stores) {
            List<ManifestId> unread = new ArrayList<>();
            store.listManifestIds(id -> read.contains(id) || unread.add(id));
            run.forEach(unread.size(), StoreRun.standardParallelism(), i -> read(store, unread.get(i)));
        }
        return name -> named.contains(Digest.ofHex(name).bytes());
    }

    private void read(StreamStore store, ManifestId id) throws VaultikException {
        PackedManifest manifest;
        try {
            manifest = PackedManifest.of(store.getManifest(id));
        } catch (NotFoundException e) {
            // Deleted after it was listed.
            return;
        }
        ManifestPaths.requireAddresses(manifest);
        DistinctDigests digests = DistinctDigests.of(manifest);
        lock.lock();
        try {
            for (int i = 0; i < digests.count(); i++) {
                named.add(digests.digest(i).bytes());
            }
            read.add(id);
            run.progress().add(1, 0);
        } finally {
            lock.unlock();
        }
    }

    long manifests() {
        return read.size();
    }
}
