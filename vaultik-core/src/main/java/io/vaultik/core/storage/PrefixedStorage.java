package io.vaultik.core.storage;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of another storage below a prefix: the key {@code k} is the key {@code prefix/k} there. So several repositories
 * share one bucket without seeing each other. As thread-safe as that storage.
 *
 * <p>Keys are shorter here: a key that is too long together with the prefix is a {@link StorageException} that is not
 * retryable. Exceptions about a key name the one that was asked for.
 *
 * @since 0.1
 */
public final class PrefixedStorage extends ForwardingStorage {
    private final String prefix;

    /**
     * Wraps a storage.
     *
     * @param delegate the storage that holds the objects
     * @param prefix what stands before each key there, without the slash that follows it
     */
    public PrefixedStorage(ObjectStorage delegate, ObjectKey prefix) {
        super(delegate);
        this.prefix = prefix.value() + "/";
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        try {
            super.put(outer(key), body, mode);
        } catch (ObjectExistsException e) {
            throw with(e, new ObjectExistsException(key, location()));
        }
    }

    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        Map<ObjectKey, ObjectBody> outer = new LinkedHashMap<>();
        for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
            outer.put(outer(object.getKey()), object.getValue());
        }
        delegate().putAll(outer);
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        try {
            return super.open(outer(key));
        } catch (ObjectNotFoundException e) {
            throw with(e, new ObjectNotFoundException(key, location()));
        }
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        try {
            return super.read(outer(key), offset, length);
        } catch (ObjectNotFoundException e) {
            throw with(e, new ObjectNotFoundException(key, location()));
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return super.stat(outer(key)).map(info -> new ObjectInfo(key, info.length(), info.modified()));
    }

    @Override
    public void list(String inner, ObjectVisitor visitor) throws StorageException {
        super.list(prefix + inner, info -> {
            ObjectKey key = ObjectKey.of(info.key().value().substring(prefix.length()));
            return visitor.visit(new ObjectInfo(key, info.length(), info.modified()));
        });
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        super.delete(outer(key));
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        List<ObjectKey> outer = new ArrayList<>(keys.size());
        for (ObjectKey key : keys) {
            outer.add(outer(key));
        }
        super.deleteAll(outer);
    }

    @Override
    public void listUnfinished(String inner, UnfinishedVisitor visitor) throws StorageException {
        super.listUnfinished(prefix + inner, upload -> {
            ObjectKey key = ObjectKey.of(upload.key().value().substring(prefix.length()));
            return visitor.visit(new UnfinishedUpload(key, upload.id(), upload.begun()));
        });
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        super.abort(new UnfinishedUpload(outer(upload.key()), upload.id(), upload.begun()));
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate().capabilities();
    }

    @Override
    public String location() {
        String outer = delegate().location();
        return (outer.endsWith("/") ? outer : outer + "/") + prefix.substring(0, prefix.length() - 1);
    }

    private ObjectKey outer(ObjectKey key) throws StorageException {
        if (key.value().length() > ObjectKey.MAX_LENGTH - prefix.length()) {
            String template = "a key of {} characters is too long below the prefix of {}";
            throw new StorageException(false, template, null, key.value().length(), location());
        }
        return ObjectKey.of(prefix + key);
    }

    private static <E extends StorageException> E with(StorageException outer, E inner) {
        inner.addSuppressed(outer);
        return inner;
    }
}
