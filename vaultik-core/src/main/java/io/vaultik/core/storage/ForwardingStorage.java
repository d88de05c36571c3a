package io.vaultik.core.storage;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Hands every call to another storage: the base of decorators, which override what they change. As thread-safe as the
 * storage that it wraps.
 *
 * <p>A decorator that overrides {@link #put} need not know {@link #putAll}: several objects are put one by one here, so that none
 * gets past it, and {@link Capability#BULK_PUT} is not passed on. One that has nothing against it overrides {@link #putAll} and
 * {@link #capabilities} and hands both on. {@link #deleteAll} is handed on as it is: who overrides {@link #delete} overrides it, too.
 *
 * <p>Closing it closes that storage.
 *
 * @since 0.1
 */
public class ForwardingStorage implements ObjectStorage {
    private final ObjectStorage delegate;

    /**
     * Wraps a storage.
     *
     * @param delegate the storage that gets the calls
     */
    protected ForwardingStorage(ObjectStorage delegate) {
        this.delegate = delegate;
    }

    /**
     * Returns the storage that gets the calls.
     *
     * @return the storage that this one wraps
     */
    protected final ObjectStorage delegate() {
        return delegate;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        delegate.put(key, body, mode);
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        return delegate.open(key);
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        return delegate.read(key, offset, length);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return delegate.stat(key);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        delegate.list(prefix, visitor);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        delegate.delete(key);
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        delegate.deleteAll(keys);
    }

    @Override
    public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        delegate.listUnfinished(prefix, visitor);
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        delegate.abort(upload);
    }

    /** {@inheritDoc} Those of the other storage, without {@link Capability#BULK_PUT}. */
    @Override
    public Set<Capability> capabilities() {
        Set<Capability> all = delegate.capabilities();
        return all.contains(Capability.BULK_PUT)
                ? all.stream().filter(each -> each != Capability.BULK_PUT).collect(Collectors.toUnmodifiableSet())
                : all;
    }

    @Override
    public String location() {
        return delegate.location();
    }

    @Override
    public void close() throws StorageException {
        delegate.close();
    }
}
