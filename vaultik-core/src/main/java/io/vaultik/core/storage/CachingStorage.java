package io.vaultik.core.storage;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps objects of another storage in a folder of this host, so that they are fetched once: the first {@link #open} or {@link #read} of
 * one fetches it whole. As thread-safe as that storage; several processes may use one folder.
 *
 * <p><b>Which objects.</b> Those that the application names, and only objects that never change under their key: what another process
 * replaces or deletes is still read as it was. What goes through this storage is never read as it was. {@link #stat} and {@link #list}
 * always ask the other storage, so that they tell what is really there; so should a verification, without this one. The bytes are kept as
 * the storage has them: name nothing that is clear there and must not be here.
 *
 * <p><b>What is kept</b> has a SHA-256 beside it, of key and bytes, which is checked whenever it is read. What does not match, or cannot
 * be read, is dropped and fetched again; a cache that cannot be written is none. The limit holds for one process; each further process may
 * exceed it by a sixteenth. What was not read for longest goes first. Objects longer than a sixteenth of the limit, or than 16 MiB, pass
 * through.
 *
 * <p>Closing it closes the other storage and leaves the folder, which may be deleted at any time.
 *
 * @since 0.1
 */
public final class CachingStorage extends ForwardingStorage {
    /** The usual limit: 1 GiB. */
    public static final long DEFAULT_MAX_BYTES = 1L << 30;

    private static final int SLOTS = 1_024;

    private final Predicate<ObjectKey> kept;
    private final CacheFolder cache;
    /** Counts the changes of the objects whose keys fall into a slot: what was read before one is not kept. */
    private final AtomicLongArray changes = new AtomicLongArray(SLOTS);

    private volatile boolean closed;

    /**
     * Wraps a storage.
     *
     * @param delegate the storage whose objects are kept
     * @param folder where; made for its owner only (0700) when something is kept first. One folder may serve several storages
     * @param maxBytes how much is kept, at least 1 MiB
     * @param kept which objects; called on any thread
     * @throws IllegalArgumentException if the limit is less
     */
    public CachingStorage(ObjectStorage delegate, Path folder, long maxBytes, Predicate<ObjectKey> kept) {
        this(delegate, folder, maxBytes, kept, Clock.systemUTC());
    }

    /** Wraps a storage, with the clock that tells what was not read for longest. */
    CachingStorage(ObjectStorage delegate, Path folder, long maxBytes, Predicate<ObjectKey> kept, Clock clock) {
        super(delegate);
        this.kept = kept;
        this.cache = new CacheFolder(folder, delegate.location(), maxBytes, clock);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        changing(Set.of(key), () -> super.put(key, body, mode));
    }

    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        changing(objects.keySet(), () -> delegate().putAll(objects));
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        requireOpen();
        if (!kept.test(key)) {
            return super.open(key);
        }
        Optional<byte[]> found = cache.read(key);
        return found.isPresent() ? content(found.get()) : fetch(key);
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        requireOpen();
        ObjectRange.requireNotNegative(offset, length);
        if (!kept.test(key)) {
            return super.read(key, offset, length);
        }
        byte[] whole = cache.read(key).orElse(null);
        if (whole == null) {
            whole = fetched(key);
        }
        if (whole == null) {
            return super.read(key, offset, length);
        }
        ObjectRange.requireWithin(key, offset, length, whole.length);
        return new ByteArrayInputStream(whole, (int) offset, (int) length);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        changing(Set.of(key), () -> super.delete(key));
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        changing(keys, () -> super.deleteAll(keys));
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate().capabilities();
    }

    @Override
    public void close() throws StorageException {
        closed = true;
        super.close();
    }

    private interface Change {
        void run() throws StorageException;
    }

    /** Makes a change; before and after it nothing is kept that was read before. */
    private void changing(Collection<ObjectKey> keys, Change change) throws StorageException {
        keys.forEach(key -> changes.incrementAndGet(slot(key)));
        try {
            change.run();
        } finally {
            for (ObjectKey key : keys) {
                if (kept.test(key)) {
                    changes.incrementAndGet(slot(key));
                    cache.forget(key);
                }
            }
        }
    }

    /** Opens an object of the other storage, and keeps it if it is short enough. */
    private ObjectContent fetch(ObjectKey key) throws StorageException {
        int slot = slot(key);
        long seen = changes.get(slot);
        ObjectContent content = super.open(key);
        if (content.length() > cache.longestObjectBytes()) {
            return content;
        }
        byte[] bytes = bytesOf(key, content);
        cache.write(key, bytes, () -> changes.get(slot) == seen);
        return content(bytes);
    }

    /** Returns the bytes of an object of the other storage, or null if it is too long to be kept. */
    private byte @Nullable [] fetched(ObjectKey key) throws StorageException {
        try (ObjectContent content = fetch(key)) {
            return content.length() > cache.longestObjectBytes() ? null : bytesOf(key, content);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "closing {} failed", e, key);
        }
    }

    private static byte[] bytesOf(ObjectKey key, ObjectContent content) throws StorageException {
        try (content) {
            byte[] bytes = content.stream().readNBytes((int) content.length());
            if (bytes.length < content.length() || content.stream().read() >= 0) {
                throw new StorageException(true, "{} has not the {} bytes that it should", null, key, content.length());
            }
            return bytes;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "reading {} failed", e, key);
        }
    }

    private static ObjectContent content(byte[] bytes) {
        return new ObjectContent(bytes.length, new ByteArrayInputStream(bytes));
    }

    private static int slot(ObjectKey key) {
        return Math.floorMod(key.hashCode(), SLOTS);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this storage is closed");
        }
    }
}
