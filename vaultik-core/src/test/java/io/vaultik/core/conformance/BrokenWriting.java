package io.vaultik.core.conformance;

import io.vaultik.core.conformance.BrokenStoragesTest.Mutant;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.UnfinishedUpload;
import io.vaultik.storage.UnfinishedVisitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Storages that put wrongly. */
final class BrokenWriting {
    static final List<Mutant> ALL = List.of(
            new Mutant("gives back the longest object", "open says", CutsAtTwoMebibytes::new),
            new Mutant("serves several threads at once", "of another thread", OneThreadOnly::new),
            new Mutant("refuses to create what is there", "does not throw", CreatesOver::new),
            new Mutant("replaces what is there", "has not the bytes", NeverReplaces::new),
            new Mutant("lets one of several creations win", "succeed", EachThreadItsOwnKeys::new),
            new Mutant("shows readers the old bytes or the new ones", "no version", TearsReplacements::new),
            new Mutant("shows a put to the calls that follow", "sees older bytes", OnePutLate::new),
            new Mutant("stores several objects", "has other bytes", LeavesWhatIsThere::new),
            new Mutant("puts several objects together if it says so", "one by one", HandsOnTheCapabilityOnly::new),
            new Mutant("stores nothing of a body that fails", "does not throw", KeepsHalves::new),
            new Mutant("stores nothing of a body that fails", "without the failure as its cause", LosesTheCause::new),
            new Mutant("stores nothing of a body with a defect", "does not throw", SwallowsDefects::new),
            new Mutant("stores nothing of a body that lies about its length", "does not throw", BelievesTheStream::new),
            new Mutant("stores nothing of a body that lies about its length", "may be repeated", LiesMayPass::new),
            new Mutant("takes back what it began", "unfinished", LeavesParts::new),
            new Mutant("takes a body several times", "another one", TakesABodyOnce::new),
            new Mutant("closes the streams of bodies", "stay open", LeavesStreamsOpen::new),
            new Mutant("shows another instance what was stored", "throws", EachInstanceAlone::new),
            new Mutant("keeps objects when it is closed", "throws", LosesObjectsAtTheEnd::new),
            new Mutant("is left sound by an interrupt", "lost", LosesTheInterrupt::new));

    private BrokenWriting() {}

    /** Reads a body without checking anything. */
    private static byte[] bytesOf(ObjectBody body) throws StorageException {
        try (InputStream stream = body.open()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new StorageException(false, "the body is gone", e);
        }
    }

    private static final class CutsAtTwoMebibytes extends SharedMemory {
        CutsAtTwoMebibytes(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            byte[] bytes = bytesOf(body);
            super.put(key, ObjectBody.of(Arrays.copyOf(bytes, Math.min(bytes.length, 2 << 20))), mode);
        }
    }

    private static final class OneThreadOnly extends SharedMemory {
        private @Nullable Thread first;
        private byte[] buffer = {};

        OneThreadOnly(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public synchronized void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            first = first == null ? Thread.currentThread() : first;
            buffer = first == Thread.currentThread() ? bytesOf(body) : buffer;
            super.put(key, ObjectBody.of(buffer), mode);
        }
    }

    private static final class CreatesOver extends SharedMemory {
        CreatesOver(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, body, PutMode.REPLACE);
        }
    }

    private static final class NeverReplaces extends SharedMemory {
        NeverReplaces(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            try {
                super.put(key, body, PutMode.CREATE);
            } catch (ObjectExistsException e) {
                if (mode == PutMode.CREATE) {
                    throw e;
                }
            }
        }
    }

    private static final class EachThreadItsOwnKeys extends SharedMemory {
        private final Map<ObjectKey, Thread> makers = new ConcurrentHashMap<>();

        EachThreadItsOwnKeys(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            boolean another = !Thread.currentThread().equals(makers.put(key, Thread.currentThread()));
            super.put(key, body, another ? PutMode.REPLACE : mode);
        }
    }

    private static final class TearsReplacements extends SharedMemory {
        private static final int LONGEST_WAIT_SECONDS = 2;

        private final Semaphore reads = new Semaphore(0);

        TearsReplacements(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            byte[] bytes = bytesOf(body);
            if (mode == PutMode.REPLACE && bytes.length > 1) {
                super.put(key, ObjectBody.of(Arrays.copyOf(bytes, bytes.length / 2)), mode);
                awaitReaders();
            }
            super.put(key, ObjectBody.of(bytes), mode);
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            ObjectContent content = super.open(key);
            reads.release();
            return content;
        }

        /** Waits until the half has been read, by one of the readers that were under way and the next. */
        private void awaitReaders() {
            reads.drainPermits();
            try {
                reads.tryAcquire(4, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class OnePutLate extends SharedMemory {
        private final Map<ObjectKey, byte[]> waiting = new ConcurrentHashMap<>();

        OnePutLate(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            byte[] bytes = bytesOf(body);
            byte[] before = waiting.put(key, bytes);
            super.put(key, ObjectBody.of(before == null ? bytes : before), mode);
        }
    }

    private static final class LeavesWhatIsThere extends SharedMemory {
        LeavesWhatIsThere(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
            for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
                if (stat(object.getKey()).isEmpty()) {
                    put(object.getKey(), object.getValue(), PutMode.CREATE);
                }
            }
        }
    }

    private static final class HandsOnTheCapabilityOnly extends SharedMemory {
        private final MemoryStorage objects;

        HandsOnTheCapabilityOnly(MemoryStorage objects) {
            super(objects);
            this.objects = objects;
        }

        @Override
        public void putAll(Map<ObjectKey, ? extends ObjectBody> several) throws StorageException {
            objects.putAll(several);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE, Capability.BULK_PUT);
        }
    }

    private static final class KeepsHalves extends SharedMemory {
        KeepsHalves(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            ByteArrayOutputStream some = new ByteArrayOutputStream();
            try (InputStream stream = body.open()) {
                stream.transferTo(some);
            } catch (IOException e) {
                // What has come is taken for all.
            }
            super.put(key, ObjectBody.of(some.toByteArray()), mode);
        }
    }

    private static final class LosesTheCause extends SharedMemory {
        LosesTheCause(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            try {
                super.put(key, body, mode);
            } catch (ObjectExistsException e) {
                throw e;
            } catch (StorageException e) {
                throw new StorageException(false, "the put failed", null);
            }
        }
    }

    private static final class SwallowsDefects extends SharedMemory {
        SwallowsDefects(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            try {
                super.put(key, body, mode);
            } catch (UnsupportedOperationException e) {
                // Somebody will have seen it.
            }
        }
    }

    private static final class BelievesTheStream extends SharedMemory {
        BelievesTheStream(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, ObjectBody.of(bytesOf(body)), mode);
        }
    }

    private static final class LiesMayPass extends SharedMemory {
        LiesMayPass(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            try {
                super.put(key, body, mode);
            } catch (ObjectExistsException e) {
                throw e;
            } catch (StorageException e) {
                throw new StorageException(true, "the put failed", e);
            }
        }
    }

    private static final class LeavesParts extends SharedMemory {
        private final Set<ObjectKey> begun = ConcurrentHashMap.newKeySet();

        LeavesParts(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            begun.add(key);
            super.put(key, body, mode);
        }

        @Override
        public void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
            for (ObjectKey key : begun) {
                visitor.visit(new UnfinishedUpload(key, "1", Instant.EPOCH));
            }
        }
    }

    private static final class TakesABodyOnce extends SharedMemory {
        private final Set<ObjectBody> taken = ConcurrentHashMap.newKeySet();

        TakesABodyOnce(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, taken.add(body) ? body : ObjectBody.of(new byte[0]), mode);
        }
    }

    private static final class LeavesStreamsOpen extends SharedMemory {
        LeavesStreamsOpen(MemoryStorage objects) {
            super(objects);
        }

        @Override
        @SuppressWarnings("MustBeClosedChecker")
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            try {
                super.put(key, ObjectBody.of(body.open().readAllBytes()), mode);
            } catch (StorageException e) {
                throw e;
            } catch (IOException e) {
                throw new StorageException(false, "the body is gone", e);
            }
        }
    }

    private static final class EachInstanceAlone extends SharedMemory {
        EachInstanceAlone(MemoryStorage objects) {
            super(new MemoryStorage());
        }
    }

    private static final class LosesObjectsAtTheEnd extends SharedMemory {
        private final Set<ObjectKey> mine = ConcurrentHashMap.newKeySet();

        LosesObjectsAtTheEnd(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, body, mode);
            mine.add(key);
        }

        @Override
        public void close() throws StorageException {
            deleteAll(mine);
            super.close();
        }
    }

    private static final class LosesTheInterrupt extends SharedMemory {
        LosesTheInterrupt(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            if (Thread.interrupted()) {
                throw new StorageException(false, "interrupted", null);
            }
            super.put(key, body, mode);
        }
    }
}
