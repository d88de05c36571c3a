package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.DeleteOption;
import io.vaultik.repository.DeleteResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deletion of snapshots by their ids, and pins. */
@Timeout(120)
class DeletionTest {
    private static final SnapshotId UNKNOWN = SnapshotId.of("2001-01-01-000000-nobody");

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final List<SnapshotId> ids = new ArrayList<>();
    private TestHost host = new TestHost(Path.of(""), new TestClock());

    @BeforeEach
    void threeSnapshots() throws IOException {
        host = new TestHost(folder, new TestClock());
        try (Repository repository = host.create(storage)) {
            for (int i = 0; i < 3; i++) {
                TestSource source = new TestSource("s").put("file", TestRandom.bytes(i, 1_000));
                ids.add(repository.snapshot().source(source).run().id());
                host.clock().advance(Duration.ofMinutes(1));
            }
        }
    }

    @Test
    void whatIsDeletedLeavesNothingBehind() throws VaultikException {
        try (Repository repository = keyFree()) {
            DeleteResult result = repository.delete(List.of(ids.get(2), ids.get(0), ids.get(2)));
            assertThat(result.deleted()).containsExactly(ids.get(2), ids.get(0));
            assertThat(result.unknown()).isEmpty();
            assertThat(result.report().kind()).isEqualTo("delete");
            assertThat(Stored.snapshots(repository)).containsExactly(ids.get(1));
        }
        assertThat(Stored.keys(storage, Keys.METADATA)).allMatch(key -> key.value()
                .startsWith(Keys.snapshotPrefix(ids.get(1).value())));
        assertThat(Stored.keys(storage, Keys.BLOBS)).isNotEmpty();
    }

    @Test
    void allAreLookedUpBeforeTheFirstGoes() throws VaultikException {
        try (Repository repository = keyFree()) {
            assertThatThrownBy(() -> repository.delete(List.of(ids.get(0), UNKNOWN, ids.get(1))))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(UNKNOWN.value());
            assertThat(Stored.snapshots(repository)).containsExactlyElementsOf(ids);

            DeleteResult result = repository.delete(List.of(ids.get(0), UNKNOWN), DeleteOption.IGNORE_UNKNOWN);
            assertThat(result.deleted()).containsExactly(ids.get(0));
            assertThat(result.unknown()).containsExactly(UNKNOWN);
        }
    }

    @Test
    void aPinnedSnapshotIsDeletedOnlyByWhoInsists() throws VaultikException {
        try (Repository repository = keyFree()) {
            repository.pin(ids.get(1));
            repository.pin(ids.get(1));
            assertThat(repository.snapshots(SnapshotFilter.all()).snapshots())
                    .extracting(SnapshotSummary::pinned)
                    .containsExactly(false, true, false);
            assertThatThrownBy(() -> repository.delete(ids))
                    .isInstanceOf(NotPermittedException.class)
                    .hasMessageContaining(ids.get(1).value());
            assertThat(Stored.snapshots(repository)).containsExactlyElementsOf(ids);
            repository.unpin(ids.get(1));
            repository.unpin(ids.get(1));
            repository.delete(List.of(ids.get(1)));
            repository.pin(ids.get(0));
            repository.delete(List.of(ids.get(0)), DeleteOption.EVEN_PINNED);
            assertThat(Stored.snapshots(repository)).containsExactly(ids.get(2));
        }
        assertThat(Stored.keys(storage, Keys.snapshotPrefix(ids.get(0).value())))
                .isEmpty();
        try (Repository repository = host.open(storage)) {
            assertThat(repository.details(ids.get(2)).summary().pinned()).isFalse();
            repository.pin(ids.get(2));
            assertThat(repository.details(ids.get(2)).summary().pinned()).isTrue();
        }
    }

    @Test
    void whatIsNotThereIsNotPinned() throws VaultikException {
        try (Repository repository = keyFree()) {
            assertThatThrownBy(() -> repository.pin(UNKNOWN)).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> repository.unpin(UNKNOWN)).isInstanceOf(NotFoundException.class);
        }
        ForwardingStorage deleting = new ForwardingStorage(storage) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                super.put(key, body, mode);
                super.delete(Keys.manifest(ids.get(0).value()));
            }
        };
        try (Repository repository = host.open(deleting)) {
            assertThatThrownBy(() -> repository.pin(ids.get(0))).isInstanceOf(NotFoundException.class);
        }
        assertThat(storage.stat(Keys.pin(ids.get(0).value()))).isEmpty();
    }

    @Test
    void aSecondDeletionFinishesOneThatWasKilledAtAnyCall() throws IOException {
        for (long n = 1; ; n++) {
            MemoryStorage left = Stored.copy(storage);
            FaultInjectingStorage dying = new FaultInjectingStorage(left);
            dying.at(n).dieBefore();
            try (Repository repository = host.open(dying)) {
                repository.delete(List.of(ids.get(0), ids.get(1)));
                assertThat(n).as("calls").isGreaterThan(8);
                return;
            } catch (StorageException e) {
                // As declared.
            }
            try (Repository repository = host.open(left)) {
                repository.delete(List.of(ids.get(0), ids.get(1)), DeleteOption.IGNORE_UNKNOWN);
                assertThat(Stored.snapshots(repository)).containsExactly(ids.get(2));
                Stored.requireClean(repository);
            }
            for (SnapshotId id : ids.subList(0, 2)) {
                assertThat(Stored.keys(left, Keys.snapshotPrefix(id.value())))
                        .as("after call %s", n)
                        .isSubsetOf(Keys.manifest(id.value()));
            }
        }
    }

    @Test
    void whatSomebodyIsWritingIsNoSnapshot() throws IOException {
        put(Keys.session(UNKNOWN.value()), "{}");
        put(Keys.record(UNKNOWN.value()), "record");
        try (Repository repository = keyFree()) {
            assertThatThrownBy(() -> repository.delete(List.of(UNKNOWN))).isInstanceOf(NotFoundException.class);
            assertThat(storage.stat(Keys.record(UNKNOWN.value()))).isPresent();
            // Without a session it is what a deletion has left.
            storage.delete(Keys.session(UNKNOWN.value()));
            assertThat(repository.delete(List.of(UNKNOWN)).deleted()).containsExactly(UNKNOWN);
        }
        assertThat(Stored.keys(storage, Keys.snapshotPrefix(UNKNOWN.value())))
                .containsExactly(Keys.manifest(UNKNOWN.value()));
        assertThat(Stored.bytes(storage, Keys.manifest(UNKNOWN.value()))).isEqualTo(VoidMark.bytes());
    }

    @Test
    void nobodyTakesTheIdWhileItsDirectoryIsEmptied() throws VaultikException {
        // Whoever looks whether the id is free while the record goes finds it taken.
        ForwardingStorage looking = new ForwardingStorage(storage) {
            @Override
            public void delete(ObjectKey key) throws StorageException {
                look(key);
                super.delete(key);
            }

            @Override
            public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
                for (ObjectKey key : keys) {
                    look(key);
                }
                super.deleteAll(keys);
            }

            private void look(ObjectKey key) throws StorageException {
                if (key.equals(Keys.record(ids.get(0).value()))) {
                    assertThat(stat(Keys.manifest(ids.get(0).value()))).isPresent();
                }
            }
        };
        try (Repository repository = host.open(looking)) {
            repository.delete(List.of(ids.get(0)));
        }
        assertThat(Stored.keys(storage, Keys.snapshotPrefix(ids.get(0).value())))
                .isEmpty();
    }

    @Test
    void manyAreDeletedAtOnce() throws VaultikException {
        CountDownLatch together = new CountDownLatch(3);
        ForwardingStorage waiting = new ForwardingStorage(storage) {
            @Override
            public void list(String prefix, ObjectVisitor visitor) throws StorageException {
                if (prefix.length() > Keys.METADATA.length()) {
                    meet(together);
                }
                super.list(prefix, visitor);
            }
        };
        try (Repository repository = host.open(waiting)) {
            repository.delete(ids);
            assertThat(Stored.snapshots(repository)).isEmpty();
        }
    }

    @Test
    void aStorageThatFailsLeavesWholeSnapshots() throws IOException {
        FaultInjectingStorage failing = new FaultInjectingStorage(storage);
        for (int i = 1; i < 10; i++) {
            failing.at(StorageVerb.DELETE, i).failBefore(new StorageException(false, "injected", null));
        }
        try (Repository repository = host.open(failing)) {
            assertThatThrownBy(() -> repository.delete(ids)).isInstanceOf(StorageException.class);
        }
        try (Repository repository = host.open(storage)) {
            Stored.requireClean(repository);
            repository.delete(ids, DeleteOption.IGNORE_UNKNOWN);
            assertThat(Stored.snapshots(repository)).isEmpty();
        }
    }

    private static void meet(CountDownLatch latch) {
        latch.countDown();
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Repository keyFree() throws VaultikException {
        return host.open(storage, options -> options.identities(List.of()));
    }

    private void put(ObjectKey key, String text) throws VaultikException {
        storage.put(key, ObjectBody.of(text.getBytes(StandardCharsets.US_ASCII)), PutMode.REPLACE);
    }
}
