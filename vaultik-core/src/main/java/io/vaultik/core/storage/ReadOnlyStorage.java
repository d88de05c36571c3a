package io.vaultik.core.storage;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/**
 * Refuses to change another storage: each put and delete is a {@link StorageDeniedException}, before that storage is called.
 * It has the capabilities of that storage without {@link Capability#DELETE} and {@link Capability#BULK_PUT}. As thread-safe as that storage.
 *
 * @since 0.1
 */
public final class ReadOnlyStorage extends ForwardingStorage {
    /**
     * Wraps a storage.
     *
     * @param delegate the storage that is not to be changed
     */
    public ReadOnlyStorage(ObjectStorage delegate) {
        super(delegate);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        throw denied(StorageVerb.PUT, key);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        throw denied(StorageVerb.DELETE, key);
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        for (ObjectKey key : keys) {
            throw denied(StorageVerb.DELETE, key);
        }
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        throw denied(StorageVerb.DELETE, upload.key());
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> capabilities = EnumSet.noneOf(Capability.class);
        capabilities.addAll(delegate().capabilities());
        capabilities.remove(Capability.DELETE);
        capabilities.remove(Capability.BULK_PUT);
        return Set.copyOf(capabilities);
    }

    private StorageDeniedException denied(StorageVerb verb, ObjectKey key) {
        return new StorageDeniedException(verb + " of {} in {} is refused: read-only", null, key, location());
    }
}
