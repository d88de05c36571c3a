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
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of another storage, and the bytes that go through them. Adds no lock: as thread-safe as that storage.
 *
 * <p>A call counts when it is made, whether it fails or not; {@link #deleteAll} counts as one, {@link #putAll} as a put for each
 * object, {@link #listUnfinished} as a listing and {@link #abort} as a deletion. The bytes of a put count when it has succeeded, those of an open or a read as they are read.
 *
 * @since 0.1
 */
public final class CountingStorage extends ForwardingStorage {
    private final Map<StorageVerb, LongAdder> calls = new EnumMap<>(StorageVerb.class);
    private final Map<StorageVerb, LongAdder> bytes = new EnumMap<>(StorageVerb.class);

    /**
     * Wraps a storage.
     *
     * @param delegate the storage whose calls are counted
     */
    public CountingStorage(ObjectStorage delegate) {
        super(delegate);
        for (StorageVerb verb : StorageVerb.values()) {
            calls.put(verb, new LongAdder());
            bytes.put(verb, new LongAdder());
        }
    }

    /**
     * Returns what was counted until now. While calls run, the verbs may be some calls apart.
     *
     * @return a value that does not change any more
     */
    public StorageCounts counts() {
        return new StorageCounts(sums(calls), sums(bytes));
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        add(calls, StorageVerb.PUT, 1);
        super.put(key, body, mode);
        add(bytes, StorageVerb.PUT, body.length());
    }

    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        add(calls, StorageVerb.PUT, objects.size());
        delegate().putAll(objects);
        long length = objects.values().stream().mapToLong(ObjectBody::length).sum();
        add(bytes, StorageVerb.PUT, length);
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        add(calls, StorageVerb.OPEN, 1);
        ObjectContent content = super.open(key);
        return new ObjectContent(content.length(), new Counted(StorageVerb.OPEN, content.stream()));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        add(calls, StorageVerb.READ, 1);
        return new Counted(StorageVerb.READ, super.read(key, offset, length));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        add(calls, StorageVerb.STAT, 1);
        return super.stat(key);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        add(calls, StorageVerb.LIST, 1);
        super.list(prefix, visitor);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        add(calls, StorageVerb.DELETE, 1);
        super.delete(key);
    }

    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        add(calls, StorageVerb.DELETE, 1);
        super.deleteAll(keys);
    }

    @Override
    public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        add(calls, StorageVerb.LIST, 1);
        super.listUnfinished(prefix, visitor);
    }

    @Override
    public void abort(UnfinishedUpload upload) throws StorageException {
        add(calls, StorageVerb.DELETE, 1);
        super.abort(upload);
    }

    @Override
    public Set<Capability> capabilities() {
        return delegate().capabilities();
    }

    private static void add(Map<StorageVerb, LongAdder> counters, StorageVerb verb, long count) {
        LongAdder counter = counters.get(verb);
        if (counter != null) {
            counter.add(count);
        }
    }

    private static Map<StorageVerb, Long> sums(Map<StorageVerb, LongAdder> counters) {
        Map<StorageVerb, Long> sums = new EnumMap<>(StorageVerb.class);
        counters.forEach((verb, counter) -> sums.put(verb, counter.sum()));
        return sums;
    }

    private final class Counted extends FilterInputStream {
        private final StorageVerb verb;

        Counted(StorageVerb verb, InputStream stream) {
            super(stream);
            this.verb = verb;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            add(bytes, verb, one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            add(bytes, verb, Math.max(0, count));
            return count;
        }
    }
}
