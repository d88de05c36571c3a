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
import io.vaultik.storage.StorageFullException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * A storage in the heap of this process: for tests, and for what need not outlive the process. Thread-safe.
 *
 * <p>An object has at most {@value #MAX_OBJECT_BYTES} bytes; a longer one is a {@link StorageFullException}. Listings come
 * in the order of the keys. Streams stay readable after their object is replaced or deleted, and after {@link #close()},
 * which drops all objects.
 *
 * @since 0.1
 */
public final class MemoryStorage implements ObjectStorage {
    /** The longest object, in bytes. */
    public static final int MAX_OBJECT_BYTES = Integer.MAX_VALUE - 8;

    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE);

    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private volatile boolean closed;

    /** Makes an empty storage on the clock of the system. */
    public MemoryStorage() {
        this(Clock.systemUTC());
    }

    /**
     * Makes an empty storage.
     *
     * @param clock tells when an object was stored
     */
    public MemoryStorage(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        requireOpen();
        if (mode == PutMode.CREATE && objects.containsKey(key.value())) {
            throw new ObjectExistsException(key, location());
        }
        Stored stored = new Stored(bytesOf(key, body), clock.instant());
        if (mode == PutMode.REPLACE) {
            objects.put(key.value(), stored);
        } else if (objects.putIfAbsent(key.value(), stored) != null) {
            throw new ObjectExistsException(key, location());
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        byte[] bytes = find(key).bytes;
        return new ObjectContent(bytes.length, new ByteArrayInputStream(bytes));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        ObjectRange.requireNotNegative(offset, length);
        byte[] bytes = find(key).bytes;
        ObjectRange.requireWithin(key, offset, length, bytes.length);
        return new ByteArrayInputStream(bytes, (int) offset, (int) length);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) {
        requireOpen();
        return Optional.ofNullable(objects.get(key.value())).map(stored -> stored.info(key));
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        requireOpen();
        for (Map.Entry<String, Stored> entry : objects.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)
                    || !visitor.visit(entry.getValue().info(ObjectKey.of(entry.getKey())))) {
                return;
            }
        }
    }

    @Override
    public void delete(ObjectKey key) {
        requireOpen();
        objects.remove(key.value());
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public void close() {
        closed = true;
        objects.clear();
    }

    private Stored find(ObjectKey key) throws StorageException {
        requireOpen();
        Stored stored = objects.get(key.value());
        if (stored == null) {
            throw new ObjectNotFoundException(key, location());
        }
        return stored;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this storage is closed");
        }
    }

    private static byte[] bytesOf(ObjectKey key, ObjectBody body) throws StorageException {
        long length = body.length();
        if (length > MAX_OBJECT_BYTES) {
            throw new StorageFullException("{} has {} bytes, more than memory holds in one piece", null, key, length);
        }
        byte[] bytes = new byte[(int) Math.max(0, length)];
        BodyCopy.copy(key, body, new ArraySink(bytes));
        return bytes;
    }

    /** Fills an array; the copy never writes more than that. */
    private static final class ArraySink extends OutputStream {
        private final ByteBuffer space;

        ArraySink(byte[] bytes) {
            this.space = ByteBuffer.wrap(bytes);
        }

        @Override
        public void write(int b) {
            space.put((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            space.put(bytes, offset, length);
        }
    }

    private static final class Stored {
        private final byte[] bytes;
        private final Instant modified;

        Stored(byte[] bytes, Instant modified) {
            this.bytes = bytes;
            this.modified = modified;
        }

        ObjectInfo info(ObjectKey key) {
            return new ObjectInfo(key, bytes.length, modified);
        }
    }
}
