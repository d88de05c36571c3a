package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A catalog that is gone, damaged, foreign or wrong costs uploads, never data. */
class CatalogLiesTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final TestSource source = new TestSource("s");
    private TestHost host = new TestHost(Path.of("unused"), new TestClock());
    private List<ObjectKey> firstBlobs = List.of();

    @BeforeEach
    void makesASnapshot() throws IOException {
        host = new TestHost(folder.resolve("host"), new TestClock());
        source.put("a", TestRandom.bytes(1, 80_000))
                .put("b", TestRandom.bytes(2, 90_000))
                .put("c", TestRandom.bytes(3, 300));
        try (Repository repository = host.create(storage)) {
            save(repository);
        }
        firstBlobs = Stored.keys(storage, "blobs/");
        host.clock().advance(Duration.ofMinutes(1));
    }

    @Test
    void aLostCatalogCostsUploadsOnly() throws IOException {
        Files.delete(catalog());
        requireWholeSnapshot(storage);
    }

    @Test
    void garbageIsACorruptCatalog() throws IOException {
        Files.write(catalog(), TestRandom.bytes(9, 50_000));
        assertThat(isCorruptElseWhole()).isTrue();
    }

    @Test
    void aTruncatedCatalogIsCorruptOrEmpty() throws IOException {
        byte[] bytes = Files.readAllBytes(catalog());
        int corrupt = 0;
        for (int length : new int[] {0, 1, 99, 4096, bytes.length / 2, bytes.length - 4096}) {
            Files.write(catalog(), Arrays.copyOf(bytes, length));
            corrupt += isCorruptElseWhole() ? 1 : 0;
        }
        assertThat(corrupt).isPositive();
    }

    @Test
    void theCatalogOfAnotherRepositoryIsRefused() throws IOException {
        MemoryStorage other = new MemoryStorage();
        Path foreign;
        try (Repository repository = host.create(other)) {
            foreign = host.cache().resolve(repository.id().toString());
        }
        Files.createDirectories(foreign);
        Files.copy(catalog(), foreign.resolve("catalog.db"), StandardCopyOption.REPLACE_EXISTING);
        try (Repository repository = host.open(other)) {
            assertThatThrownBy(() -> save(repository)).isInstanceOf(WrongRepositoryException.class);
        }
        assertThat(Stored.keys(other, "")).containsExactly(Keys.CONFIGURATION);
    }

    @Test
    void aWrongPlaceOfANodeOrAChunkIsNotBelieved() throws IOException {
        for (String table : List.of("node", "chunk")) {
            for (String ref : List.of("ref + 1", "ref + 1000", "(SELECT MIN(c.ref) FROM chunk c)")) {
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog());
                        Statement lie = connection.createStatement()) {
                    assertThat(lie.executeUpdate("UPDATE " + table + " SET ref = " + ref))
                            .isPositive();
                } catch (SQLException e) {
                    throw new IOException(e);
                }
                requireWholeSnapshot(storage);
            }
        }
    }

    @Test
    void blobsThatVerifyMissesAreStoredAnew() throws IOException {
        for (ObjectKey blob : firstBlobs) {
            storage.delete(blob);
        }
        try (Repository repository = host.open(storage)) {
            assertThat(repository.verify().run().missing()).hasSameSizeAs(firstBlobs);
        }
        requireWholeSnapshot(storage);
    }

    @Test
    void blobsThatVanishedAreStoredAnewAfterADay() throws IOException {
        for (ObjectKey blob : firstBlobs) {
            storage.delete(blob);
        }
        host.clock().advance(Duration.ofHours(25));
        requireWholeSnapshot(storage);
    }

    @Test
    void condemnedAndDoomedBlobsAreOffLimits() throws IOException {
        Set<String> names =
                firstBlobs.stream().map(key -> Keys.blobName(key).orElseThrow()).collect(Collectors.toSet());
        String first = names.iterator().next();
        Set<String> condemned = names.stream().filter(n -> !n.equals(first)).collect(Collectors.toSet());
        putState(new CollectionState(1, "one", "tester@host", condemned, Set.of(first)));
        SnapshotId made;
        try (Repository repository = host.open(storage)) {
            made = save(repository).id();
        }
        for (ObjectKey blob : firstBlobs) {
            storage.delete(blob);
        }
        try (Repository repository = host.open(storage)) {
            requireWhole(repository, made);
            host.clock().advance(Duration.ofMinutes(1));
            SnapshotResult again = save(repository);
            assertThat(again.newBlobs()).isZero();
            requireWhole(repository, again.id());
        }
    }

    @Test
    void aStorageThatWasSetBackIsNotBelievedToHoldWhatItLost() throws IOException {
        MemoryStorage older = Stored.copy(storage);
        putState(new CollectionState(1, "one", "tester@host", Set.of(), Set.of()));
        source.put("late", TestRandom.bytes(30, 100_000));
        try (Repository repository = host.open(storage)) {
            save(repository);
            host.clock().advance(Duration.ofMinutes(1));
        }
        requireWholeSnapshot(older);
    }

    @Test
    void aStateOfTheSameNumberAndAnotherIdIsARollback() throws IOException {
        MemoryStorage older = Stored.copy(storage);
        putState(new CollectionState(1, "one", "tester@host", Set.of(), Set.of()));
        source.put("late", TestRandom.bytes(30, 100_000));
        try (Repository repository = host.open(storage)) {
            save(repository);
            host.clock().advance(Duration.ofMinutes(1));
        }
        older.put(
                Keys.COLLECTION.state(1),
                ObjectBody.of(new CollectionState(1, "other", "tester@host", Set.of(), Set.of()).encode()),
                PutMode.CREATE);
        requireWholeSnapshot(older);
    }

    @Test
    void aRevokedRunFailsAndTheNextOneSucceeds() throws IOException {
        source.put("d", TestRandom.bytes(40, 100_000));
        FaultInjectingStorage hooked = new FaultInjectingStorage(storage);
        hooked.at(StorageVerb.PUT, 3).runBefore(() -> putVoids(storage));
        try (Repository repository = host.open(hooked)) {
            assertThatThrownBy(() -> save(repository)).isInstanceOf(RevokedException.class);
            assertThat(Stored.snapshots(repository)).hasSize(1);
        }
        host.clock().advance(Duration.ofMinutes(1));
        requireWholeSnapshot(storage);
    }

    @Test
    void whatADeadRevokedRunStoredIsNotUsed() throws IOException {
        source.put("d", TestRandom.bytes(40, 100_000)).put("e", TestRandom.bytes(41, 100_000));
        FaultInjectingStorage dying = new FaultInjectingStorage(storage);
        dying.at(StorageVerb.PUT, 3).dieBefore();
        try (Repository repository = host.open(dying)) {
            assertThatThrownBy(() -> save(repository)).isInstanceOf(VaultikException.class);
        }
        putVoids(storage);
        List<ObjectKey> left = Stored.keys(storage, "blobs/");
        left.removeAll(firstBlobs);
        assertThat(left).hasSize(1);
        for (ObjectKey key : left) {
            storage.delete(key);
        }
        for (ObjectKey key : Stored.keys(storage, "sessions/")) {
            storage.delete(key);
        }
        host.clock().advance(Duration.ofMinutes(1));
        requireWholeSnapshot(storage);
    }

    /** A run says that the catalog is corrupt, or makes a whole snapshot; without that catalog the next one is whole. */
    private boolean isCorruptElseWhole() throws IOException {
        boolean corrupt = false;
        try {
            requireWholeSnapshot(storage);
        } catch (CatalogCorruptException e) {
            corrupt = true;
        }
        host.clock().advance(Duration.ofMinutes(1));
        Files.move(
                host.cache(), folder.resolve("dropped-" + host.clock().instant().getEpochSecond()));
        requireWholeSnapshot(storage);
        return corrupt;
    }

    private void requireWholeSnapshot(ObjectStorage where) throws VaultikException {
        try (Repository repository = host.open(where)) {
            SnapshotResult made = save(repository);
            requireWhole(repository, made.id());
            host.clock().advance(Duration.ofMinutes(1));
            SnapshotResult again = save(repository);
            assertThat(again.newBlobs()).isZero();
            requireWhole(repository, again.id());
            host.clock().advance(Duration.ofMinutes(1));
        }
    }

    private void requireWhole(Repository repository, SnapshotId id) throws VaultikException {
        Stored.requireFiles(repository, id, source.content());
        assertThat(repository
                        .verify()
                        .snapshot(id)
                        .level(VerifyLevel.CONTENT)
                        .run()
                        .isOk())
                .isTrue();
    }

    private void putState(CollectionState state) throws VaultikException {
        storage.put(Keys.COLLECTION.state(state.number()), ObjectBody.of(state.encode()), PutMode.CREATE);
    }

    private static void putVoids(ObjectStorage storage) {
        try {
            for (ObjectKey session : Stored.keys(storage, "sessions/")) {
                String dir = session.value().substring(9, session.value().length() - 5);
                storage.put(Keys.manifest(dir), ObjectBody.of(VoidMark.bytes()), PutMode.CREATE);
            }
        } catch (VaultikException e) {
            throw new IllegalStateException(e);
        }
    }

    private SnapshotResult save(Repository repository) throws VaultikException {
        return repository.snapshot().source(source).parallelism(1).run();
    }

    private Path catalog() throws IOException {
        try (Stream<Path> files = Files.walk(host.cache())) {
            return files.filter(path -> path.getFileName().toString().equals("catalog.db"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
