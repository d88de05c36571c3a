package io.vaultik.core.internal.content;

import io.vaultik.core.internal.gc.CopySession;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.PushSession;

/** A push to a storage whose objects may be collected meanwhile. Used by one thread. */
final class StoragePush implements PushSession {
    private final StorageStore store;
    private final PackedManifest manifest;
    private final CopySession session;
    private boolean unanswered;
    private boolean closed;

    private StoragePush(StorageStore store, PackedManifest manifest, CopySession session) {
        this.store = store;
        this.manifest = manifest;
        this.session = session;
    }

    /** Begins: the session object first, then the states, then whatever has to be waited for. */
    static StoragePush begin(StorageStore store, ObjectStorage objects, DirectoryManifest pushed, StoreClient client)
            throws VaultikException {
        PackedManifest manifest = PackedManifest.of(pushed);
        ManifestPaths.requireAddresses(manifest);
        String text = client.randomText();
        CopySession session = CopySession.begin(
                objects,
                StoreKeys.COLLECTION,
                text,
                client.session(text, StoreKeys.manifest(manifest.id()).value()),
                client.pause());
        StoragePush push = new StoragePush(store, manifest, session);
        try {
            DistinctDigests digests = DistinctDigests.of(manifest);
            session.admit(name -> digests.contains(Digest.ofHex(name)));
        } catch (VaultikException e) {
            try {
                push.close();
            } catch (VaultikException close) {
                e.addSuppressed(close);
            }
            throw e;
        }
        return push;
    }

    @Override
    public void commit() throws VaultikException {
        unanswered = true;
        try {
            store.putManifest(manifest);
            unanswered = false;
        } catch (StorageFullException | StorageDeniedException e) {
            unanswered = false;
            throw e;
        } catch (StorageException e) {
            // That it is there may be another one's doing: this put may still arrive, even after a deletion.
            if (!isThere()) {
                throw new CommitUnknownException("the manifest {} was put without an answer", e, manifest.id());
            }
        }
    }

    private boolean isThere() throws VaultikException {
        try {
            return store.hasManifest(manifest.id());
        } catch (StorageException e) {
            return false;
        }
    }

    /** While the manifest may still appear, its objects must stay, and so the session does. */
    @Override
    public void close() throws VaultikException {
        if (!closed && !unanswered) {
            session.end();
            closed = true;
        }
    }
}
