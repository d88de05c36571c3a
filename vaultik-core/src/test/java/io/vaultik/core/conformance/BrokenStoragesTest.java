package io.vaultik.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks of storages find what they are for, each by the check that names it. */
class BrokenStoragesTest {
    /**
     * A storage with one fault.
     *
     * @param check which check finds it
     * @param because a part of what the check says
     * @param broken makes an instance on objects in memory
     */
    record Mutant(String check, String because, Function<MemoryStorage, ObjectStorage> broken) {}

    private static final List<Mutant> MUTANTS = Stream.of(BrokenReading.ALL, BrokenWriting.ALL, BrokenKeys.ALL)
            .flatMap(List::stream)
            .toList();

    @TestFactory
    Stream<DynamicTest> findsEachBrokenStorage() {
        return MUTANTS.stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.check() + ": " + mutant.because(), () -> {
                    Optional<Violation> found = check(mutant.check(), mutant.broken());
                    assertThat(found).isPresent();
                    assertThat(found.orElseThrow().check()).isEqualTo(mutant.check());
                    assertThat(found.orElseThrow().problem()).contains(mutant.because());
                }));
    }

    @TestFactory
    Stream<DynamicTest> findsNothingInASoundStorage() {
        return cases(SharedMemory::new).stream()
                .map(check -> DynamicTest.dynamicTest(
                        check.name(), () -> assertThat(check.run()).isEmpty()));
    }

    @Test
    void everyCheckFindsSomething() {
        Set<String> found = MUTANTS.stream().map(Mutant::check).collect(Collectors.toCollection(TreeSet::new));
        Set<String> checks = cases(SharedMemory::new).stream()
                .map(StorageCheck::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).isEqualTo(checks);
        assertThat(MUTANTS).hasSizeGreaterThanOrEqualTo(15);
        System.out.println(checks.size() + " checks of storages, " + MUTANTS.size() + " broken storages");
    }

    @Test
    void everyCheckSaysWhatItProves() {
        List<StorageCheck> checks = cases(SharedMemory::new);
        assertThat(checks).extracting(StorageCheck::name).doesNotHaveDuplicates();
        assertThat(checks).extracting(StorageCheck::contract).allMatch(sentence -> sentence.endsWith("."));
        assertThat(checks).extracting(StorageCheck::reason).allMatch(sentence -> sentence.endsWith("."));
    }

    /** Lets one kind of change through that it should refuse. */
    private static final class HalfReadOnly extends SharedMemory {
        private final Change allowed;

        HalfReadOnly(MemoryStorage objects, Change allowed) {
            super(objects);
            this.allowed = allowed;
        }

        private enum Change {
            CREATE,
            REPLACE,
            DELETE,
            CLAIM
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            require(mode == PutMode.CREATE ? Change.CREATE : Change.REPLACE);
            super.put(key, body, mode);
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            require(Change.DELETE);
            super.delete(key);
        }

        @Override
        public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
            require(Change.DELETE);
            super.deleteAll(keys);
        }

        @Override
        public Set<Capability> capabilities() {
            return allowed == Change.CLAIM ? super.capabilities() : Set.of(Capability.LIST);
        }

        private void require(Change change) throws StorageException {
            if (change != allowed) {
                throw new StorageDeniedException("read-only", null);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HalfReadOnly.Change.class)
    void findsAReadOnlyStorageThatCanBeChanged(HalfReadOnly.Change allowed) {
        MemoryStorage objects = new MemoryStorage();
        List<StorageCheck> checks = StorageConformance.of(() -> new HalfReadOnly(objects, allowed))
                .readOnly(() -> new SharedMemory(objects))
                .cases();

        assertThat(checks.stream().flatMap(check -> check.run().stream()).map(Violation::check))
                .contains("refuses every change");
    }

    private static Optional<Violation> check(String name, Function<MemoryStorage, ObjectStorage> broken) {
        return cases(broken).stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow()
                .run();
    }

    private static List<StorageCheck> cases(Function<MemoryStorage, ObjectStorage> maker) {
        MemoryStorage objects = new MemoryStorage();
        return StorageConformance.of(() -> maker.apply(objects))
                .longestObjectBytes(6 << 20)
                .cases();
    }
}
