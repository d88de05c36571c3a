package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills, loses, refuses and tears every call to the storage of every operation, then looks at what is there. */
class CrashTest {
    @TempDir
    Path folder;

    private final Map<SnapshotId, Map<String, byte[]>> acknowledged = new HashMap<>();
    private int cases;

    private enum Fault {
        DIE_BEFORE,
        DIE_AFTER,
        REFUSED,
        REFUSED_AFTER,
        LOST,
        LOST_AFTER,
        TORN;

        void declare(FaultInjectingStorage storage, long n) {
            FaultInjectingStorage.Fault at = storage.at(n);
            switch (this) {
                case DIE_BEFORE -> at.dieBefore();
                case DIE_AFTER -> at.dieAfter();
                case REFUSED -> at.failBefore(new StorageException(false, "injected", null));
                case REFUSED_AFTER -> at.failAfter(new StorageException(false, "injected", null));
                case LOST -> at.failBefore();
                case LOST_AFTER -> at.failAfter();
                case TORN -> at.tear();
            }
        }

        boolean isPassing() {
            return this == LOST || this == LOST_AFTER || this == TORN;
        }
    }

    /** An operation whose calls are disturbed. */
    private interface Disturbed {
        @Nullable
        SnapshotResult run(TestHost host, ObjectStorage storage) throws VaultikException;
    }

    /** What must hold afterwards. */
    private interface Check {
        void after(TestHost host, MemoryStorage storage, @Nullable SnapshotResult acknowledged, Fault fault)
                throws VaultikException;
    }

    @Test
    void everyCallOfCreate() throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        TestSource source = source("create");
        forEachCall(
                host,
                new MemoryStorage(),
                (disturbed, storage) -> {
                    disturbed.create(storage).close();
                    return null;
                },
                (after, storage, result, fault) -> {
                    try (Repository repository = Vaultik.openOrCreate(storage, after.options())) {
                        assertThat(Stored.snapshots(repository)).isEmpty();
                    }
                    requireProgress(after, storage, source);
                });
        System.out.println("CrashTest create: " + cases + " cases");
    }

    @Test
    void everyCallOfAFirstSnapshot() throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        MemoryStorage storage = new MemoryStorage();
        host.create(storage).close();
        disturbSnapshots(host, storage, source("first"));
        System.out.println("CrashTest first snapshot: " + cases + " cases");
    }

    @Test
    void everyCallOfAnIncrementalSnapshot() throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        MemoryStorage storage = new MemoryStorage();
        TestSource source = source("incremental");
        try (Repository repository = host.create(storage)) {
            acknowledged.put(save(repository, source).id(), source.content());
        }
        host.clock().advance(Duration.ofMinutes(1));
        source.put("b", TestRandom.bytes(20, 100_000))
                .put("new", TestRandom.bytes(21, 150_000))
                .remove("small/3");
        disturbSnapshots(host, storage, source);
        System.out.println("CrashTest incremental snapshot: " + cases + " cases");
    }

    @Test
    void everyCallOfTheRunAfterAKilledOne() throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        MemoryStorage storage = new MemoryStorage();
        host.create(storage).close();
        TestSource source = source("recovery");
        FaultInjectingStorage dying = new FaultInjectingStorage(storage);
        dying.at(StorageVerb.PUT, 4).dieBefore();
        try (Repository repository = host.open(dying)) {
            assertThatThrownBy(() -> save(repository, source)).isInstanceOf(StorageException.class);
        }
        assertThat(Stored.keys(storage, "blobs/")).hasSize(2);
        host.clock().advance(Duration.ofMinutes(1));
        disturbSnapshots(host, storage, source);
        System.out.println("CrashTest recovery: " + cases + " cases");
    }

    @Test
    void everyCallOfADeletion() throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
        MemoryStorage storage = new MemoryStorage();
        TestSource source = source("delete");
        SnapshotId first;
        try (Repository repository = host.create(storage)) {
            first = save(repository, source).id();
            host.clock().advance(Duration.ofMinutes(1));
            source.put("b", TestRandom.bytes(20, 100_000));
            acknowledged.put(save(repository, source).id(), source.content());
        }
        host.clock().advance(Duration.ofMinutes(1));
        Map<String, byte[]> old = source("delete").content();
        forEachCall(
                host,
                storage,
                (disturbed, faulty) -> {
                    try (Repository repository = disturbed.open(faulty)) {
                        repository.delete(List.of(first));
                    }
                    return null;
                },
                (after, left, result, fault) -> {
                    try (Repository repository = after.open(left)) {
                        if (Stored.snapshots(repository).contains(first)) {
                            assertThat(fault.isPassing()).isFalse();
                            Stored.requireFiles(repository, first, old);
                        }
                        deleteAgain(repository, first);
                        assertThat(Stored.snapshots(repository)).doesNotContain(first);
                    }
                    // At most the void is left, which maintenance removes.
                    assertThat(Stored.keys(left, Keys.snapshotPrefix(first.value())))
                            .isSubsetOf(Keys.manifest(first.value()));
                    requireProgress(after, left, source);
                });
        System.out.println("CrashTest deletion: " + cases + " cases");
    }

    private void disturbSnapshots(TestHost host, MemoryStorage storage, TestSource source) throws IOException {
        MemoryStorage fresh = Stored.copy(storage);
        try (Repository repository = host.copyTo(folder.resolve("fresh")).open(fresh)) {
            save(repository, source);
        }
        int blobs = Stored.keys(fresh, "blobs/").size();
        forEachCall(
                host,
                storage,
                (disturbed, faulty) -> {
                    try (Repository repository = disturbed.open(faulty)) {
                        return save(repository, source);
                    }
                },
                (after, left, result, fault) -> {
                    try (Repository repository = after.open(left)) {
                        List<SnapshotId> snapshots = Stored.snapshots(repository);
                        for (SnapshotId id : snapshots) {
                            Stored.requireFiles(repository, id, acknowledged.getOrDefault(id, source.content()));
                        }
                        if (result != null) {
                            assertThat(snapshots).contains(result.id());
                        }
                        assertThat(result != null || !fault.isPassing())
                                .as("a passing fault is survived")
                                .isTrue();
                    }
                    requireProgress(after, left, source);
                    // At most the blob whose answer was lost is there twice.
                    assertThat(Stored.keys(left, "blobs/")).hasSizeLessThanOrEqualTo(blobs + 1);
                });
    }

    private void forEachCall(TestHost prepared, MemoryStorage storage, Disturbed operation, Check check)
            throws IOException {
        FaultInjectingStorage counted = new FaultInjectingStorage(Stored.copy(storage));
        operation.run(prepared.copyTo(folder.resolve("counted")), counted);
        long calls = counted.calls();
        for (Fault fault : Fault.values()) {
            for (long n = 1; n <= calls; n++) {
                cases++;
                MemoryStorage left = Stored.copy(storage);
                TestHost host = prepared.copyTo(folder.resolve("case-" + cases));
                FaultInjectingStorage faulty = new FaultInjectingStorage(left);
                fault.declare(faulty, n);
                SnapshotResult result;
                try {
                    result = operation.run(host, faulty);
                } catch (VaultikException expected) {
                    result = null;
                }
                String what = fault + " at " + n + " of " + counted.history();
                host.clock().advance(Duration.ofMinutes(1));
                try {
                    check.after(host, left, result, fault);
                } catch (VaultikException | RuntimeException | AssertionError e) {
                    throw new AssertionError(what, e);
                }
            }
        }
    }

    /** The next run succeeds and is whole; the run after it stores nothing; everything acknowledged is as it was. */
    private void requireProgress(TestHost host, MemoryStorage storage, TestSource source) throws VaultikException {
        try (Repository repository = host.open(storage)) {
            SnapshotResult next = save(repository, source);
            assertThat(next.status()).isEqualTo(SnapshotStatus.COMPLETE);
            Stored.requireFiles(repository, next.id(), source.content());
            host.clock().advance(Duration.ofMinutes(1));
            int opened = source.opened().size();
            SnapshotResult again = save(repository, source);
            assertThat(again.newBlobs()).isZero();
            assertThat(source.opened()).hasSize(opened);
            assertThat(Stored.snapshots(repository)).contains(next.id(), again.id());
            for (Map.Entry<SnapshotId, Map<String, byte[]>> before : acknowledged.entrySet()) {
                Stored.requireFiles(repository, before.getKey(), before.getValue());
            }
            Stored.requireClean(repository);
            assertThat(Stored.keys(storage, "sessions/")).isEmpty();
        }
    }

    private static SnapshotResult save(Repository repository, TestSource source) throws VaultikException {
        return repository.snapshot().source(source).parallelism(1).run();
    }

    private static void deleteAgain(Repository repository, SnapshotId id) throws VaultikException {
        try {
            repository.delete(List.of(id));
        } catch (NotFoundException e) {
            assertThat(Stored.snapshots(repository)).doesNotContain(id);
        }
    }

    private static TestSource source(String id) {
        TestSource source = new TestSource(id)
                .put("a", TestRandom.bytes(1, 80_000))
                .put("b", TestRandom.bytes(2, 90_000))
                .put("c", TestRandom.bytes(3, 100_000));
        for (int i = 0; i < 5; i++) {
            source.put("small/" + i, TestRandom.bytes(10 + i, 100 + i));
        }
        return source;
    }
}
