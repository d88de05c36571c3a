package io.vaultik.core.internal.save;

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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A storage in memory for one party at a time, fast enough for very many schedules: a listing that goes on behind a key costs nothing. */
final class PlainStorage implements ObjectStorage {
    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final Clock clock;

    PlainStorage(Clock clock) {
        this.clock = clock;
    }

    private record Stored(ObjectInfo info, byte[] bytes) {}

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        if (mode == PutMode.CREATE && objects.containsKey(key.value())) {
            throw new ObjectExistsException(key, location());
        }
        try (InputStream stream = body.open()) {
            byte[] bytes = stream.readAllBytes();
            objects.put(key.value(), new Stored(new ObjectInfo(key, bytes.length, clock.instant()), bytes));
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "unreadable", e);
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        Stored stored = objects.get(key.value());
        if (stored == null) {
            throw new ObjectNotFoundException(key, location());
        }
        return new ObjectContent(stored.bytes().length, new ByteArrayInputStream(stored.bytes()));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) {
        throw new UnsupportedOperationException("plain objects are read as a whole");
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value())).map(Stored::info);
    }

    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        Optional<ObjectInfo> next = behind(prefix, "");
        while (next.isPresent() && visitor.visit(next.get())) {
            next = behind(prefix, next.get().key().value());
        }
    }

    /** Returns the first object of a listing behind a key. */
    Optional<ObjectInfo> behind(String prefix, String key) {
        Map.Entry<String, Stored> next =
                key.compareTo(prefix) < 0 ? objects.ceilingEntry(prefix) : objects.higherEntry(key);
        return next == null || !next.getKey().startsWith(prefix)
                ? Optional.empty()
                : Optional.of(next.getValue().info());
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key.value());
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE);
    }

    @Override
    public String location() {
        return "memory";
    }

    @Override
    public void close() {}
}
