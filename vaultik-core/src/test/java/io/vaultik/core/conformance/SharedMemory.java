package io.vaultik.core.conformance;

import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** One of several instances on the same objects in memory. It can do everything; tests take one thing away from it. */
class SharedMemory extends ForwardingStorage {
    private volatile boolean closed;

    SharedMemory(MemoryStorage objects) {
        super(objects);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        requireOpen();
        super.put(key, body, mode);
    }

    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
            put(object.getKey(), object.getValue(), PutMode.REPLACE);
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        requireOpen();
        return super.open(key);
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        requireOpen();
        return super.read(key, offset, length);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        requireOpen();
        return super.stat(key);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        requireOpen();
        super.list(prefix, visitor);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        requireOpen();
        super.delete(key);
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        requireOpen();
        super.deleteAll(keys);
    }

    @Override
    public void close() throws StorageException {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this storage is closed");
        }
    }
}
