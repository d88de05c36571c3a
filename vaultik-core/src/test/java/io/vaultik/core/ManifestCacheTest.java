package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host remembers of manifests saves calls, and never hides a blob from the collection. */
class ManifestCacheTest {
    private static final int SNAPSHOTS = 6;

    @TempDir
    private Path folder = Path.of("");

    private final TestClock clock = new TestClock();
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s");
    private final TreeMap<SnapshotId, Map<String, byte[]>> contents = new TreeMap<>();
    private TestHost host = new TestHost(Path.of("unused"), clock);
    private TestHost keeper = new TestHost(Path.of("unused"), clock);

    @BeforeEach
    void makesSnapshots() throws IOException {
        host = new TestHost(folder.resolve("host"), clock);
        keeper = new TestHost(folder.resolve("keeper"), clock);
        try (Repository repository = host.create(storage)) {
            for (int i = 0; i < SNAPSHOTS; i++) {
                source.put("file" + i, TestRandom.bytes(i, 90_000)).remove("file" + (i - 3));
                save(repository);
            }
        }
    }

    private SnapshotId save(Repository repository) throws VaultikException {
        clock.advance(Duration.ofMinutes(1));
        SnapshotId id =
                repository.snapshot().source(source).parallelism(1).run().id();
        contents.put(id, source.content());
        return id;
    }

    /** Counts the manifests that are fetched. */
    private static final class Fetches extends ForwardingStorage {
        private final AtomicLong manifests = new AtomicLong();

        Fetches(ObjectStorage delegate) {
            super(delegate);
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            manifests.addAndGet(Keys.isManifest(key) ? 1 : 0);
            return super.open(key);
        }
    }

    private long fetches(TestHost on, ObjectStorage from, Work work) throws VaultikException {
        Fetches counted = new Fetches(from);
        try (Repository repository = on.open(counted)) {
            work.run(repository);
        }
        return counted.manifests.get();
    }

    @FunctionalInterface
    private interface Work {
        void run(Repository repository) throws VaultikException;
    }

    private void requireList(Repository repository) throws VaultikException {
        assertThat(Stored.snapshots(repository)).containsExactlyElementsOf(contents.keySet());
    }

    private long list() throws VaultikException {
        return fetches(keeper, storage, this::requireList);
    }

    private MaintenanceResult prune() throws VaultikException {
        try (Repository repository = keeper.open(storage)) {
            return repository.maintenance().run();
        }
    }

    private void requireWhole() throws IOException {
        try (Repository repository = host.open(storage)) {
            requireList(repository);
            for (Map.Entry<SnapshotId, Map<String, byte[]>> snapshot : contents.entrySet()) {
                Stored.requireFiles(repository, snapshot.getKey(), snapshot.getValue());
            }
            Stored.requireClean(repository);
        }
    }

    private void delete(int which) throws VaultikException {
        SnapshotId id = List.copyOf(contents.keySet()).get(which);
        try (Repository repository = host.open(storage)) {
            repository.delete(List.of(id));
        }
        contents.remove(id);
    }

    @Test
    void theSecondListIsOneCall() throws VaultikException {
        List<SnapshotSummary> first;
        try (Repository repository = keeper.open(storage)) {
            first = repository.snapshots(SnapshotFilter.all()).snapshots();
        }
        CountingStorage counting = new CountingStorage(storage);
        try (Repository repository = keeper.open(counting)) {
            long before = counting.counts().calls(StorageVerb.LIST);
            long opens = counting.counts().calls(StorageVerb.OPEN);
            assertThat(repository.snapshots(SnapshotFilter.all()).snapshots()).isEqualTo(first);
            assertThat(counting.counts().calls(StorageVerb.LIST) - before).isEqualTo(1);
            assertThat(counting.counts().calls(StorageVerb.OPEN)).isEqualTo(opens);
        }
        assertThat(first).hasSize(SNAPSHOTS);
        assertThat(first.get(0).blobs()).isPositive();
    }

    @Test
    void oneReadingServesListsPurgesFiguresAndCollections() throws VaultikException {
        assertThat(fetches(
                        keeper, storage, repository -> repository.maintenance().plan()))
                .isEqualTo(SNAPSHOTS);
        assertThat(fetches(keeper, storage, repository -> {
                    repository.maintenance().plan();
                    requireList(repository);
                    repository
                            .purge(RetentionPolicy.builder().keepLast(1).build())
                            .plan();
                    assertThat(repository.info().snapshots()).isEqualTo(SNAPSHOTS);
                    assertThat(repository.info().unreferencedBlobs()).isZero();
                    repository.maintenance().run();
                }))
                .isZero();
        try (Repository repository = host.open(storage)) {
            save(repository);
        }
        assertThat(list()).isEqualTo(1);
        assertThat(fetches(
                        keeper, storage, repository -> repository.maintenance().run()))
                .isZero();
    }

    @Test
    void aCatalogInMemoryRemembersAsLongAsItIsOpen() throws VaultikException {
        Fetches counted = new Fetches(storage);
        try (Repository repository = keeper.open(counted, options -> options.catalogInMemory())) {
            requireList(repository);
            repository.maintenance().run();
            requireList(repository);
        }
        assertThat(counted.manifests.get()).isEqualTo(SNAPSHOTS);
        assertThat(keeper.cache()).doesNotExist();
    }

    @Test
    void whatIsDeletedIsNotListedAndItsBlobsGo() throws IOException {
        list();
        delete(1);
        delete(3);
        assertThat(list()).isZero();
        int before = Stored.keys(storage, Keys.BLOBS).size();
        assertThat(prune().deletedBlobs()).isPositive();
        assertThat(Stored.keys(storage, Keys.BLOBS)).hasSizeLessThan(before);
        assertThat(rows(keeper)).isEqualTo(contents.size());
        requireWhole();
    }

    @Test
    void aVoidHidesWhatIsRemembered() throws IOException {
        list();
        SnapshotId last = contents.lastKey();
        storage.put(Keys.manifest(last.value()), ObjectBody.of(VoidMark.bytes()), PutMode.REPLACE);
        contents.remove(last);
        assertThat(list()).isZero();
        prune();
        requireWhole();
    }

    @Test
    void aRevisionIsReadAndWhatItReplacesIsForgotten() throws IOException {
        try (Repository repository = host.open(storage)) {
            for (int i = 0; i < 12; i++) {
                source.put("part" + i, TestRandom.bytes(100 + i, 9_000));
            }
            save(repository);
            for (int i = 1; i < 12; i++) {
                source.remove("part" + i);
            }
            save(repository);
        }
        delete(contents.size() - 2);
        list();
        List<SnapshotId> revised = new ArrayList<>();
        try (Repository repository = host.open(storage)) {
            revised.addAll(repository
                    .maintenance()
                    .repackBelow(95)
                    .run()
                    .revisions()
                    .orElseThrow()
                    .revised());
        }
        assertThat(revised).isNotEmpty();
        assertThat(list()).isEqualTo(revised.size());
        assertThat(list()).isZero();
        prune();
        assertThat(rows(keeper)).isEqualTo(contents.size());
        requireWhole();
    }

    @Test
    void anotherTimeIsAnotherManifest() throws IOException {
        list();
        clock.advance(Duration.ofSeconds(1));
        for (SnapshotId id : contents.keySet()) {
            ObjectKey key = Keys.manifest(id.value());
            storage.put(key, ObjectBody.of(Stored.bytes(storage, key)), PutMode.REPLACE);
        }
        assertThat(list()).isEqualTo(SNAPSHOTS);
        assertThat(list()).isZero();
    }

    @Test
    void aStorageWithoutTimesIsReadEachTime() throws VaultikException {
        ObjectStorage timeless = new ForwardingStorage(storage) {
            @Override
            public void list(String prefix, ObjectVisitor visitor) throws StorageException {
                super.list(prefix, info -> visitor.visit(new ObjectInfo(info.key(), info.length(), Instant.EPOCH)));
            }
        };
        for (int i = 0; i < 2; i++) {
            assertThat(fetches(keeper, timeless, this::requireList)).isEqualTo(SNAPSHOTS);
        }
    }

    @Test
    void aManifestThatCannotBeReadIsNotRemembered() throws IOException {
        ObjectKey key = Keys.manifest(contents.firstKey().value());
        byte[] good = Stored.bytes(storage, key);
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        storage.put(key, ObjectBody.of(bad), PutMode.REPLACE);
        for (int i = 0; i < 2; i++) {
            try (Repository repository = keeper.open(storage)) {
                assertThat(repository.snapshots(SnapshotFilter.all()).errors().failedCount())
                        .isEqualTo(1);
            }
        }
        storage.put(key, ObjectBody.of(good), PutMode.REPLACE);
        assertThat(list()).isEqualTo(1);
        requireWhole();
    }

    @Test
    void aLostOrForeignCatalogCostsReadingOnly() throws IOException {
        list();
        Path catalog = catalog(keeper);
        Files.delete(catalog);
        assertThat(list()).isEqualTo(SNAPSHOTS);
        assertThat(list()).isZero();
        Files.write(catalog, TestRandom.bytes(5, 20_000));
        assertThat(list()).isEqualTo(SNAPSHOTS);
        assertThat(fetches(
                        keeper, storage, repository -> repository.maintenance().run()))
                .isEqualTo(SNAPSHOTS);
        requireWhole();
    }

    @Test
    void twoRepositoriesOpenAtOnceRememberTogether() throws IOException {
        Fetches counted = new Fetches(storage);
        try (Repository one = keeper.open(counted);
                Repository two = keeper.open(counted)) {
            requireList(one);
            requireList(two);
            assertThat(counted.manifests.get()).isEqualTo(SNAPSHOTS);
            delete(2);
            one.maintenance().run();
            two.maintenance().run();
            try (Repository repository = host.open(storage)) {
                save(repository);
            }
            two.maintenance().plan();
            one.maintenance().run();
            assertThat(counted.manifests.get()).isEqualTo(SNAPSHOTS + 1);
        }
        requireWhole();
    }

    /** Every bit of what is remembered, one after the other: what is named stays, and what is remembered next is right. */
    @Test
    void aDamagedMemoryHidesNothingFromTheCollection() throws IOException, SQLException {
        Random random = TestRandom.seeded("ManifestCacheTest");
        list();
        List<ObjectKey> blobs = Stored.keys(storage, Keys.BLOBS);
        long read = 0;
        int rounds = 0;
        for (String column :
                List.of("manifest_names.names", "manifest_blobs.runs", "manifest_blobs.sum", "manifest.head")) {
            for (int i = 0; i < 40; i++) {
                flip(column, random);
                read += fetches(
                        keeper, storage, repository -> repository.maintenance().plan());
                MaintenanceResult result = prune();
                assertThat(result.unreferencedBlobs()).isZero();
                assertThat(result.deletedBlobs()).isZero();
                assertThat(Stored.keys(storage, Keys.BLOBS)).isEqualTo(blobs);
                rounds++;
            }
        }
        assertThat(read).isGreaterThanOrEqualTo(rounds);
        assertThat(list()).isZero();
        requireWhole();
    }

    private void flip(String column, Random random) throws IOException, SQLException {
        String table = column.substring(0, column.indexOf('.'));
        String value = column.substring(column.indexOf('.') + 1);
        String id = table.equals("manifest_names") ? "first" : "key";
        byte[] bytes;
        Object key;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog(keeper))) {
            try (Statement select = connection.createStatement();
                    ResultSet rows = select.executeQuery(
                            "SELECT " + id + ", " + value + " FROM " + table + " ORDER BY random() LIMIT 1")) {
                assertThat(rows.next()).isTrue();
                key = rows.getObject(1);
                bytes = rows.getBytes(2);
            }
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE " + table + " SET " + value + " = ? WHERE " + id + " = ?")) {
                update.setBytes(1, bytes);
                update.setObject(2, key);
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
        }
    }

    private int rows(TestHost of) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog(of));
                Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery("SELECT count(*) FROM manifest")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static Path catalog(TestHost of) throws IOException {
        try (Stream<Path> files = Files.walk(of.cache())) {
            return files.filter(path -> path.getFileName().toString().equals("catalog.db"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
