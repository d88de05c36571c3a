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
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds the calls to another storage, and the bytes that they move, to the rates of a {@link Throttle}. As thread-safe as the storage
 * that it wraps. An interrupt ends a wait with a {@link StorageException}, and the interrupt flag stays set.
 *
 * <p>A listing is one request, whatever it costs the storage. With retries, wrap this in the {@link RetryingStorage}, so that what is
 * repeated counts, too.
 *
 * @since 0.1
 */
public final class ThrottledStorage extends ForwardingStorage {
    private final Throttle throttle;

    /**
     * Wraps a storage.
     *
     * @param delegate the storage that gets the calls
     * @param throttle the rates; may be shared with other storages, and changed meanwhile
     */
    public ThrottledStorage(ObjectStorage delegate, Throttle throttle) {
        super(delegate);
        this.throttle = throttle;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        throttle.request();
        super.put(key, new Body(body), mode);
    }

    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        Map<ObjectKey, ObjectBody> bodies = new LinkedHashMap<>();
        for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
            throttle.request();
            bodies.put(object.getKey(), new Body(object.getValue()));
        }
        delegate().putAll(bodies);
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        throttle.request();
        ObjectContent content = super.open(key);
        return new ObjectContent(content.length(), new Throttled(content.stream()));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        throttle.request();
        return new Throttled(super.read(key, offset, length));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        throttle.request();
        return super.stat(key);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        throttle.request();
        super.list(prefix, visitor);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        throttle.request();
        super.delete(key);
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        throttle.request();
        super.deleteAll(keys);
    }

    @Override
    public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        throttle.request();
        super.listUnfinished(prefix, visitor);
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        throttle.request();
        super.abort(upload);
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate().capabilities();
    }

    private final class Body implements ObjectBody {
        private final ObjectBody body;

        Body(ObjectBody body) {
            this.body = body;
        }

        @Override
        public long length() {
            return body.length();
        }

        @Override
        public InputStream open() throws IOException {
            return new Throttled(body.open());
        }
    }

    private final class Throttled extends FilterInputStream {
        Throttled(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                throttle.bytes(1);
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
            int moved = super.read(into, offset, Math.min(count, throttle.step()));
            if (moved > 0) {
                throttle.bytes(moved);
            }
            return moved;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            throttle.bytes(skipped);
            return skipped;
        }
    }
}
