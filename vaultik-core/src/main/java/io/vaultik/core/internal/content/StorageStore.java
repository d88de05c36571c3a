package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.VerifiedStream;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.FetchResult;
import io.vaultik.store.ManifestId;
import io.vaultik.store.ManifestIdVisitor;
import io.vaultik.store.PushOptions;
import io.vaultik.store.PushResult;
import io.vaultik.store.PushSession;
import io.vaultik.store.StoredObject;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store in an {@link ObjectStorage}, or with its objects in one and its manifests in another, under {@link StoreKeys}. Both are the
 * caller's: they bring retries with them, and are not closed here. Thread-safe.
 */
public final class StorageStore implements StreamStore {
    private static final int OBJECTS_AT_ONCE = 128;

    private final ObjectStorage objects;
    private final ObjectStorage manifests;
    private final StoreClient client;
    private final ObjectProbe probe;

    /**
     * Makes a store on which this process works.
     *
     * @param objects where objects are
     * @param manifests where manifests are; may be the same
     */
    public StorageStore(ObjectStorage objects, ObjectStorage manifests) {
        this(objects, manifests, StoreClient.system());
    }

    /** Makes a store. */
    StorageStore(ObjectStorage objects, ObjectStorage manifests, StoreClient client) {
        this.objects = objects;
        this.manifests = manifests;
        this.client = client;
        this.probe = new ObjectProbe(objects, client.questions());
    }

    @Override
    public boolean hasObject(Digest digest) throws VaultikException {
        return objects.stat(StoreKeys.object(digest)).isPresent();
    }

    @Override
    public StoredObject getObject(Digest digest) throws VaultikException {
        ObjectInfo info = objects.stat(StoreKeys.object(digest)).orElseThrow(() -> missing(digest, null));
        return new Stored(digest, info.length());
    }

    /** Opens an object with one call. */
    OpenObject open(Digest digest) throws VaultikException {
        try {
            ObjectContent content = objects.open(StoreKeys.object(digest));
            VerifiedStream stream = new VerifiedStream(
                    content.stream(), "object " + digest, digest.hex(), content.length(), Blake3.hash());
            return new OpenObject(content.length(), stream);
        } catch (ObjectNotFoundException e) {
            throw missing(digest, e);
        }
    }

    private NotFoundException missing(Digest digest, @Nullable Exception cause) {
        return new NotFoundException("there is no object {} in {}", cause, digest, objects.location());
    }

    @Override
    public void putObject(Digest digest, ObjectBody body) throws VaultikException {
        ObjectKey key = StoreKeys.object(digest);
        VerifiedBody verified =
                body instanceof VerifiedBody same && same.isOf(digest) ? same : VerifiedBody.of(body, digest);
        if (body.length() == 0) {
            requireEmpty(verified);
        }
        try {
            objects.put(key, verified, PutMode.REPLACE);
        } catch (StorageException e) {
            IntegrityException wrong = verified.failure();
            if (wrong != null) {
                wrong.addSuppressed(e);
                throw wrong;
            }
            throw e;
        }
    }

    @Override
    public void putObjects(Map<Digest, ? extends ObjectBody> objects) throws VaultikException {
        Map<ObjectKey, ObjectBody> bodies = new LinkedHashMap<>();
        for (Map.Entry<Digest, ? extends ObjectBody> object : objects.entrySet()) {
            if (!(object.getValue() instanceof SmallObject small) || !small.isOf(object.getKey())) {
                StreamStore.super.putObjects(objects);
                return;
            }
            bodies.put(StoreKeys.object(object.getKey()), small);
        }
        this.objects.putAll(bodies);
    }

    @Override
    public int objectsAtOnce() {
        return objects.capabilities().contains(Capability.BULK_PUT) ? OBJECTS_AT_ONCE : 1;
    }

    /** A storage may put an empty object without ever opening its body. */
    private static void requireEmpty(VerifiedBody body) throws VaultikException {
        try (InputStream stream = body.open()) {
            stream.readAllBytes();
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "an empty body could not be read", e);
        }
    }

    @Override
    public boolean hasManifest(ManifestId id) throws VaultikException {
        return manifests.stat(StoreKeys.manifest(id)).isPresent();
    }

    @Override
    public DirectoryManifest getManifest(ManifestId id) throws VaultikException {
        try (ObjectContent content = manifests.open(StoreKeys.manifest(id))) {
            return StoredManifest.read(id, content.stream());
        } catch (ObjectNotFoundException e) {
            throw new NotFoundException("there is no manifest {} in {}", e, id, manifests.location());
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("manifest {} could not be closed", e, id);
        }
    }

    /** Where nothing can be listed or deleted, nothing can be collected, and a session would stay for ever. */
    @Override
    public PushSession beginPush(DirectoryManifest manifest) throws VaultikException {
        boolean isCollectable = objects.capabilities().containsAll(List.of(Capability.LIST, Capability.DELETE));
        return isCollectable ? StoragePush.begin(this, objects, manifest, client) : PushSession.of(this, manifest);
    }

    @Override
    public void putManifest(DirectoryManifest manifest) throws VaultikException {
        PackedManifest packed = PackedManifest.of(manifest);
        ManifestPaths.requireAddresses(packed);
        manifests.put(StoreKeys.manifest(packed.id()), packed.text(), PutMode.REPLACE);
    }

    @Override
    public List<Digest> objectsNeeded(Collection<Digest> digests) throws VaultikException {
        return probe.needed(digests);
    }

    @Override
    public void listManifestIds(ManifestIdVisitor visitor) throws VaultikException {
        require(Capability.LIST, "list");
        VaultikException[] failure = new VaultikException[1];
        manifests.list(StoreKeys.MANIFESTS, info -> {
            Optional<String> id = StoreKeys.hex(StoreKeys.MANIFESTS, info.key());
            try {
                return id.isEmpty() || visitor.visit(ManifestId.of(id.get()));
            } catch (StorageException e) {
                throw e;
            } catch (VaultikException e) {
                failure[0] = e;
                return false;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    @Override
    public void deleteManifest(ManifestId id) throws VaultikException {
        require(Capability.DELETE, "delete");
        manifests.delete(StoreKeys.manifest(id));
    }

    private void require(Capability capability, String verb) throws StorageException {
        if (!manifests.capabilities().contains(capability)) {
            throw new StorageException(false, "{} cannot {}", null, manifests.location(), verb);
        }
    }

    @Override
    public boolean supportsMirror() {
        return manifests.capabilities().containsAll(List.of(Capability.LIST, Capability.DELETE));
    }

    @Override
    public String location() {
        return objects.equals(manifests) ? objects.location() : objects.location() + "," + manifests.location();
    }

    @Override
    public PushResult push(DirectoryManifest manifest, Path source, PushOptions options) throws VaultikException {
        return Push.run(this, manifest, source, options);
    }

    @Override
    public FetchResult fetchFiles(DirectoryManifest manifest, Path target, FetchOptions options)
            throws VaultikException {
        return Fetch.run(this, manifest, target, options);
    }

    @Override
    public String toString() {
        return "Store[" + location() + "]";
    }

    private final class Stored implements StoredObject {
        private final Digest digest;
        private final long length;

        Stored(Digest digest, long length) {
            this.digest = digest;
            this.length = length;
        }

        @Override
        public Digest digest() {
            return digest;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public InputStream open() throws VaultikException {
            return StorageStore.this.open(digest).stream();
        }
    }
}
