package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.StorageCounts;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists and collections of many snapshots of many blobs, in the small heap of the tests (256 MiB). */
@Tag("heap")
class ManySnapshotsTest {
    @TempDir
    private Path folder = Path.of("");

    private double lastSeconds;
    private TestHost host = new TestHost(Path.of("unused"), new TestClock());

    @Test
    void sixtySnapshotsOfThreeThousandBlobs() throws IOException {
        require(60, 3_000, 30);
    }

    @Test
    @Tag("campaign")
    void aThousandSnapshotsOfFiftyThousandBlobs() throws IOException {
        require(1_000, 50_000, 50);
    }

    private void require(int snapshots, int blobs, int changed) throws IOException {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(256L << 20);
        host = new TestHost(folder.resolve("host"), new TestClock());
        FileStorage storage = FileStorage.at(Files.createDirectory(folder.resolve("repository")));
        WideRepository wide;
        try (Repository repository = host.create(storage)) {
            wide = new WideRepository(folder.resolve("repository"), repository.id(), snapshots, blobs, changed);
        }
        int distinct = blobs + (snapshots - 1) * changed;
        int garbage = distinct / 100;
        wide.putGarbage(0, garbage);

        StorageCounts first = plan("first plan", storage, distinct + garbage, garbage);
        assertThat(first.calls(StorageVerb.OPEN)).isGreaterThanOrEqualTo(snapshots);
        double seconds = lastSeconds;
        StorageCounts second = plan("second plan", storage, distinct + garbage, garbage);
        assertThat(second.calls(StorageVerb.OPEN)).isLessThan(5);
        assertThat(lastSeconds).isLessThan(Math.max(5, seconds));
        list(storage, snapshots);
        collect("collection", storage, garbage);
        System.out.printf("ManySnapshotsTest: the catalog has %,d bytes%n", Files.size(catalog()));

        Files.delete(catalog());
        wide.putGarbage(garbage, garbage);
        ObjectStorage slow = new Slow(storage);
        plan("first plan, 20 ms a call", slow, distinct + garbage, garbage);
        plan("second plan, 20 ms a call", slow, distinct + garbage, garbage);
        list(slow, snapshots);
        collect("collection, 20 ms a call", slow, garbage);
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private interface Work {
        void run(Repository repository) throws VaultikException;
    }

    private StorageCounts measure(String what, ObjectStorage storage, Work work) throws VaultikException {
        CountingStorage counting = new CountingStorage(storage);
        long start = System.nanoTime();
        Duration processor = processorTime();
        try (Repository repository = host.open(counting)) {
            work.run(repository);
        }
        lastSeconds = (System.nanoTime() - start) / 1e9;
        StorageCounts counts = counting.counts();
        System.out.printf(
                "ManySnapshotsTest: %s: %.2f s (%.2f s of CPU), %d LIST, %d GET, %d PUT, %d DELETE%n",
                what,
                lastSeconds,
                processorTime().minus(processor).toMillis() / 1e3,
                counts.calls(StorageVerb.LIST),
                counts.calls(StorageVerb.OPEN),
                counts.calls(StorageVerb.PUT),
                counts.calls(StorageVerb.DELETE));
        assertThat(counts.calls(StorageVerb.READ)).isZero();
        return counts;
    }

    private StorageCounts plan(String what, ObjectStorage storage, int blobs, int garbage) throws VaultikException {
        return measure(what, storage, repository -> {
            MaintenanceResult plan = repository.maintenance().plan();
            assertThat(plan.blobs()).isEqualTo(blobs);
            assertThat(plan.unreferencedBlobs()).isEqualTo(garbage);
        });
    }

    private void list(ObjectStorage storage, int snapshots) throws VaultikException {
        StorageCounts counts = measure("list", storage, repository -> assertThat(
                        repository.snapshots(SnapshotFilter.all()).snapshots())
                .hasSize(snapshots));
        // The configuration is read, too.
        assertThat(counts.calls(StorageVerb.OPEN)).isEqualTo(1);
        assertThat(counts.calls(StorageVerb.LIST)).isEqualTo(1);
    }

    private void collect(String what, ObjectStorage storage, int garbage) throws VaultikException {
        StorageCounts counts = measure(what, storage, repository -> {
            MaintenanceResult result = repository.maintenance().run();
            assertThat(result.deletedBlobs()).isEqualTo(garbage);
            assertThat(result.unreferencedBlobs()).isEqualTo(garbage);
        });
        // A session and three states: nothing moves.
        assertThat(counts.calls(StorageVerb.PUT)).isLessThan(8);
    }

    private Path catalog() throws IOException {
        try (Stream<Path> files = Files.walk(host.cache())) {
            return files.filter(path -> path.getFileName().toString().equals("catalog.db"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A storage behind a network that has no call for many objects: each call takes 20 ms. */
    private static final class Slow extends ForwardingStorage {
        Slow(ObjectStorage delegate) {
            super(delegate);
        }

        private static void delay() {
            LockSupport.parkNanos(20_000_000);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            delay();
            super.put(key, body, mode);
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            delay();
            return super.open(key);
        }

        @Override
        public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
            delay();
            return super.stat(key);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            delay();
            super.list(prefix, visitor);
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            delay();
            super.delete(key);
        }

        @Override
        public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
            for (ObjectKey key : keys) {
                delete(key);
            }
        }
    }
}
