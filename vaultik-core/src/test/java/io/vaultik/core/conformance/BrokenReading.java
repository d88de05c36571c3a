package io.vaultik.core.conformance;

import io.vaultik.core.conformance.BrokenStoragesTest.Mutant;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Storages that read wrongly, or tell wrong things of themselves. */
final class BrokenReading {
    static final List<Mutant> ALL = List.of(
            new Mutant("gives back the bytes that were put", "has others", CutsLongObjects::new),
            new Mutant("gives bytes one at a time", "is another", SignedBytes::new),
            new Mutant("keeps two streams of one object apart", "streams gives other bytes", OneCursor::new),
            new Mutant("agrees in stat and open", "stat says", RemembersTheFirstLength::new),
            new Mutant("says that an object is not there", "does not throw", AbsentIsEmpty::new),
            new Mutant("reads exact ranges", "has other bytes", OneByteLate::new),
            new Mutant("refuses ranges outside the object", "does not throw", ShortensRanges::new),
            new Mutant("refuses ranges outside the object", "may be repeated", RangesMayBeRepeated::new),
            new Mutant("refuses negative ranges", "IllegalArgumentException", NegativeIsNothing::new),
            new Mutant("can do what its capabilities say", "does not throw", HidesItsListing::new),
            new Mutant("can do what its capabilities say", "does not throw", HandsItsCapabilitiesOut::new),
            new Mutant("says in one line where it is", "one line", TwoLines::new),
            new Mutant("refuses calls after its close", "does not throw", WorksOn::new));

    private BrokenReading() {}

    private static final class CutsLongObjects extends SharedMemory {
        CutsLongObjects(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            ObjectContent content = super.open(key);
            long length = Math.min(content.length(), 262_144);
            return new ObjectContent(length, super.read(key, 0, length));
        }
    }

    @SuppressWarnings("InputStreamSlowMultibyteRead")
    private static final class SignedBytes extends SharedMemory {
        SignedBytes(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            return new FilterInputStream(super.read(key, offset, length)) {
                @Override
                public int read() throws IOException {
                    return (byte) super.read();
                }
            };
        }
    }

    @SuppressWarnings("InputStreamSlowMultibyteRead")
    private static final class OneCursor extends SharedMemory {
        private final AtomicLong cursor = new AtomicLong();

        OneCursor(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            byte[] whole = contentOf(key);
            cursor.set(offset);
            return new InputStream() {
                @Override
                public int read() {
                    return whole[(int) cursor.getAndIncrement()] & 0xff;
                }
            };
        }

        private byte[] contentOf(ObjectKey key) throws StorageException {
            try (ObjectContent content = super.open(key)) {
                return content.stream().readAllBytes();
            } catch (StorageException e) {
                throw e;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final class RemembersTheFirstLength extends SharedMemory {
        private final Map<ObjectKey, ObjectInfo> first = new ConcurrentHashMap<>();

        RemembersTheFirstLength(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
            Optional<ObjectInfo> now = super.stat(key);
            now.ifPresent(info -> first.putIfAbsent(key, info));
            return now.map(info -> first.get(key));
        }
    }

    private static final class AbsentIsEmpty extends SharedMemory {
        AbsentIsEmpty(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            try {
                return super.open(key);
            } catch (ObjectNotFoundException e) {
                return new ObjectContent(0, InputStream.nullInputStream());
            }
        }
    }

    private static final class OneByteLate extends SharedMemory {
        OneByteLate(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            return super.read(key, offset + (offset == 7 ? 1 : 0), length);
        }
    }

    private static final class ShortensRanges extends SharedMemory {
        ShortensRanges(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            long end = super.stat(key).orElseThrow().length();
            return super.read(key, Math.min(offset, end), Math.min(length, Math.max(0, end - offset)));
        }
    }

    private static final class RangesMayBeRepeated extends SharedMemory {
        RangesMayBeRepeated(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            try {
                return super.read(key, offset, length);
            } catch (StorageException e) {
                throw new StorageException(true, "status 416", e);
            }
        }
    }

    private static final class NegativeIsNothing extends SharedMemory {
        NegativeIsNothing(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
            return length < 0 ? new ByteArrayInputStream(new byte[0]) : super.read(key, offset, length);
        }
    }

    private static final class HidesItsListing extends SharedMemory {
        HidesItsListing(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.DELETE);
        }
    }

    private static final class HandsItsCapabilitiesOut extends SharedMemory {
        private final Set<Capability> own = EnumSet.allOf(Capability.class);

        HandsItsCapabilitiesOut(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public Set<Capability> capabilities() {
            return own;
        }
    }

    private static final class TwoLines extends SharedMemory {
        TwoLines(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public String location() {
            return "memory\n";
        }
    }

    private static final class WorksOn extends SharedMemory {
        WorksOn(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void close() {
            // Nothing is noted.
        }
    }
}
