package io.vaultik.core.conformance;

import io.vaultik.core.conformance.BrokenStoragesTest.Mutant;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Storages that list and delete wrongly, or change keys. */
final class BrokenKeys {
    static final List<Mutant> ALL = List.of(
            new Mutant("lists by the characters of a prefix", "finds", PrefixIsAFolder::new),
            new Mutant("lists each of many keys once", "not listed", LosesOneOfAPage::new),
            new Mutant("lists each of many keys once", "more than once", RepeatsOneOfAPage::new),
            new Mutant("lists what stat tells", "a listing tells", OlderInListings::new),
            new Mutant("stops a listing when the visitor says so", "is called", NeverStops::new),
            new Mutant("ends a listing with the exception of its visitor", "another exception", WrapsExceptions::new),
            new Mutant("visits on the calling thread", "another thread", OnAThreadOfItsOwn::new),
            new Mutant("lets a visitor use the storage", "are listed", PagesByNumber::new),
            new Mutant("lists what stays while other objects come and go", "while others", BeginsAgain::new),
            new Mutant("deletes what is there and what is not", "throws", AbsentIsAFailure::new),
            new Mutant("keeps the neighbours of what it deletes", "is gone", DeletesByPrefix::new),
            new Mutant("deletes many at once", "is left", DeletesAThousand::new),
            new Mutant("takes every character of keys", "throws", o -> new ChangesKeys(o, k -> k.replace('~', '_'))),
            new Mutant(
                    "tells upper from lower case", "throws", o -> new ChangesKeys(o, k -> k.toLowerCase(Locale.ROOT))),
            new Mutant("takes the longest key", "throws", o -> new RefusesKeys(o, k -> k.length() > 255)),
            new Mutant("takes keys of many segments", "throws", o -> new RefusesKeys(o, k -> k.split("/").length > 64)),
            new Mutant("takes a key that another one has as its folder", "throws", RefusesNested::new));

    private BrokenKeys() {}

    private static List<ObjectInfo> all(SharedMemory storage, String prefix) throws StorageException {
        List<ObjectInfo> all = new ArrayList<>();
        storage.list(prefix, all::add);
        return all;
    }

    private static final class PrefixIsAFolder extends SharedMemory {
        PrefixIsAFolder(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
            super.list(folder, visitor);
        }
    }

    private static final class LosesOneOfAPage extends SharedMemory {
        LosesOneOfAPage(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            AtomicLong count = new AtomicLong();
            super.list(prefix, info -> count.incrementAndGet() % 1_000 == 0 || visitor.visit(info));
        }
    }

    private static final class RepeatsOneOfAPage extends SharedMemory {
        RepeatsOneOfAPage(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            AtomicLong count = new AtomicLong();
            super.list(
                    prefix,
                    info -> (count.incrementAndGet() % 1_000 != 0 || visitor.visit(info)) && visitor.visit(info));
        }
    }

    private static final class OlderInListings extends SharedMemory {
        OlderInListings(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            super.list(
                    prefix,
                    info -> visitor.visit(new ObjectInfo(
                            info.key(), info.length(), info.modified().minus(Duration.ofHours(1)))));
        }
    }

    private static final class NeverStops extends SharedMemory {
        NeverStops(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            super.list(prefix, info -> {
                visitor.visit(info);
                return true;
            });
        }
    }

    private static final class WrapsExceptions extends SharedMemory {
        WrapsExceptions(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            try {
                super.list(prefix, visitor);
            } catch (StorageException e) {
                throw new StorageException(true, "the listing failed", e);
            }
        }
    }

    private static final class OnAThreadOfItsOwn extends SharedMemory {
        OnAThreadOfItsOwn(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread thread = new Thread(() -> {
                try {
                    super.list(prefix, visitor);
                } catch (StorageException | RuntimeException e) {
                    failure.set(e);
                }
            });
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (failure.get() instanceof RuntimeException defect) {
                throw defect;
            }
            if (failure.get() instanceof StorageException known) {
                throw known;
            }
        }
    }

    private static final class PagesByNumber extends SharedMemory {
        PagesByNumber(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            for (int from = 0; ; from += 10) {
                List<ObjectInfo> now = new ArrayList<>();
                super.list(prefix, now::add);
                if (from >= now.size()) {
                    return;
                }
                for (ObjectInfo info : now.subList(from, Math.min(now.size(), from + 10))) {
                    if (!visitor.visit(info)) {
                        return;
                    }
                }
            }
        }
    }

    private static final class BeginsAgain extends SharedMemory {
        private final AtomicLong changes = new AtomicLong();

        BeginsAgain(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, body, mode);
            changes.incrementAndGet();
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            long before = changes.get();
            super.list(prefix, visitor);
            if (changes.get() != before) {
                super.list(prefix, visitor);
            }
        }
    }

    private static final class AbsentIsAFailure extends SharedMemory {
        AbsentIsAFailure(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            if (stat(key).isEmpty()) {
                throw new ObjectNotFoundException(key, location());
            }
            super.delete(key);
        }
    }

    private static final class DeletesByPrefix extends SharedMemory {
        DeletesByPrefix(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            for (ObjectInfo info : all(this, key.value())) {
                super.delete(info.key());
            }
        }
    }

    private static final class DeletesAThousand extends SharedMemory {
        DeletesAThousand(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
            super.deleteAll(keys.stream().limit(1_000).toList());
        }
    }

    /** Another name below, as a medium with fewer characters would have it. */
    private static final class ChangesKeys extends SharedMemory {
        private final UnaryOperator<String> change;

        ChangesKeys(MemoryStorage objects, UnaryOperator<String> change) {
            super(objects);
            this.change = change;
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(ObjectKey.of(change.apply(key.value())), body, mode);
        }
    }

    private static final class RefusesKeys extends SharedMemory {
        private final Predicate<String> refused;

        RefusesKeys(MemoryStorage objects, Predicate<String> refused) {
            super(objects);
            this.refused = refused;
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            if (refused.test(key.value())) {
                throw new StorageException(false, "{} is too much", null, key);
            }
            super.put(key, body, mode);
        }
    }

    private static final class RefusesNested extends SharedMemory {
        RefusesNested(MemoryStorage objects) {
            super(objects);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            if (!all(this, key.value() + "/").isEmpty()) {
                throw new StorageException(false, "{} is a folder", null, key);
            }
            super.put(key, body, mode);
        }
    }
}
