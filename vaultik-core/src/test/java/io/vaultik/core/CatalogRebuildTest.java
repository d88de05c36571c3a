package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.progress.Progress;
import io.vaultik.repository.CatalogOp;
import io.vaultik.repository.CatalogResult;
import io.vaultik.repository.Recipient;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a lost catalog is rebuilt, what is stored is not stored again, and nothing is used that may not be used. */
class CatalogRebuildTest {
    private static final int FILES = 60;

    @TempDir
    private Path folder = Path.of("");

    private final TestClock clock = new TestClock();
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s");
    private final TreeMap<SnapshotId, Map<String, byte[]>> contents = new TreeMap<>();
    private TestHost host = new TestHost(Path.of("unused"), clock);

    /** All files of the first snapshot share a blob, of which the others use a fifth. */
    @BeforeEach
    void makesSnapshotsThatShrink() throws IOException {
        host = new TestHost(Files.createDirectory(folder.resolve("host")), clock);
        for (int i = 0; i < FILES; i++) {
            source.put("file" + i, TestRandom.bytes(i, 11_000));
        }
        source.put("long", TestRandom.bytes(77, 300_000));
        try (Repository repository = host.create(storage)) {
            save(repository);
            for (int i = 0; i < FILES; i++) {
                if (i % 6 != 0) {
                    source.remove("file" + i);
                }
            }
            save(repository);
            source.put("file0", TestRandom.bytes(50, 9_000));
            save(repository);
        }
    }

    private SnapshotResult save(Repository repository) throws VaultikException {
        clock.advance(Duration.ofMinutes(1));
        SnapshotResult made = repository
                .snapshot()
                .source(source)
                .attach("note", out -> out.write(TestRandom.bytes(3, 5_000)))
                .parallelism(1)
                .run();
        contents.put(made.id(), source.content());
        return made;
    }

    private void deleteTheFirst(Repository repository) throws VaultikException {
        SnapshotId first = contents.firstKey();
        repository.delete(List.of(first));
        contents.remove(first);
    }

    private void requireContents(Repository repository) throws VaultikException {
        assertThat(Stored.snapshots(repository)).containsExactlyElementsOf(contents.keySet());
        for (Map.Entry<SnapshotId, Map<String, byte[]>> snapshot : contents.entrySet()) {
            Stored.requireFiles(repository, snapshot.getKey(), snapshot.getValue());
        }
        Stored.requireClean(repository);
    }

    private static Set<ObjectKey> blobs(ObjectStorage on) throws VaultikException {
        return new HashSet<>(Stored.keys(on, Keys.BLOBS));
    }

    private static CatalogResult rebuild(Repository repository) throws VaultikException {
        CatalogResult result = repository.catalog().rebuild();
        assertThat(result.errors().isEmpty()).as("%s", result).isTrue();
        return result;
    }

    private static void lose(Repository repository) throws VaultikException {
        assertThat(repository.catalog().drop()).isTrue();
    }

    /** Loses and rebuilds the catalog; then a snapshot of the same source puts no blob at all. */
    private CatalogResult requireNothingStoredAgain(Repository repository) throws VaultikException {
        lose(repository);
        CatalogResult result = rebuild(repository);
        assertThat(result.snapshots()).isEqualTo(contents.size());
        assertThat(result.unusableBlobs()).isZero();
        assertThat(result.leftOutBlobs()).isZero();
        source.opened().clear();
        Set<ObjectKey> before = blobs(storage);
        SnapshotResult next = save(repository);
        assertThat(next.newBytes()).isZero();
        assertThat(next.newBlobs()).isZero();
        assertThat(blobs(storage)).isEqualTo(before);
        assertThat(source.opened()).isEmpty();
        requireContents(repository);
        return result;
    }

    @Test
    void nothingIsStoredAgainAfterALostCatalog() throws IOException {
        SnapshotId last = contents.lastKey();
        try (Repository repository = host.open(storage)) {
            CatalogResult result = requireNothingStoredAgain(repository);
            assertThat(result.blobs()).isEqualTo(blobs(storage).size());
            assertThat(result.knownBlobs()).isZero();
            assertThat(result.chunks()).isGreaterThan(FILES);
            assertThat(result.nodes()).isGreaterThan(2);
            assertThat(result.entries()).isEqualTo(source.content().size());
            assertThat(repository.details(contents.lastKey()).previous()).contains(last);
            Manifest before = new SnapshotIndex(storage, repository.id()).get(last);
            Manifest next = new SnapshotIndex(storage, repository.id()).get(contents.lastKey());
            assertThat(next.blobs()).isEqualTo(before.blobs());
            source.put("fresh", TestRandom.bytes(99, 20_000)).remove("file6");
            assertThat(save(repository).newBytes()).isEqualTo(20_000);
            requireContents(repository);
            repository.maintenance().run();
            requireContents(repository);
        }
    }

    @Test
    void readsNoBlobOfDataAndWritesNothing() throws IOException {
        FaultInjectingStorage watched = new FaultInjectingStorage(storage);
        Set<ObjectKey> data = new HashSet<>();
        try (Repository repository = host.open(watched)) {
            lose(repository);
            for (SnapshotId id : contents.keySet()) {
                for (ManifestBlob blob :
                        new SnapshotIndex(storage, repository.id()).get(id).blobs()) {
                    if (blob.kind() == BlobKind.DATA) {
                        data.add(Keys.blob(blob.name()));
                    }
                }
            }
            rebuild(repository);
        }
        assertThat(data).isNotEmpty();
        assertThat(watched.history())
                .filteredOn(
                        call -> data.stream().anyMatch(key -> call.toString().contains(key.value())))
                .isEmpty();
        assertThat(watched.calls(StorageVerb.PUT)).isZero();
        assertThat(watched.calls(StorageVerb.DELETE)).isZero();
    }

    /** Signs that nodes do not have make the next run read the files, and store nothing of them. */
    @Test
    void filesOfAFolderAreReadAndNotStoredAgain() throws IOException {
        Path tree = Files.createDirectory(folder.resolve("tree"));
        for (int i = 0; i < 20; i++) {
            Path file = Files.write(tree.resolve("f" + i), TestRandom.bytes(1_000 + i, 9_000));
            Files.setLastModifiedTime(file, FileTime.from(clock.instant().minusSeconds(100)));
        }
        try (Repository repository = host.open(storage)) {
            repository.snapshot().source(tree).run();
            lose(repository);
            assertThat(rebuild(repository).entries()).isEqualTo(source.content().size() + 20);
            SnapshotResult next = repository.snapshot().source(tree).run();
            assertThat(next.newFiles()).isZero();
            assertThat(next.changedFiles()).isEqualTo(20);
            assertThat(next.newBytes()).isZero();
            assertThat(next.newBlobs()).isZero();
            assertThat(repository.snapshot().source(tree).run().unchangedFiles())
                    .isEqualTo(20);
        }
    }

    @Test
    void nothingIsStoredAgainAfterDeletionAndPruning() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
            repository.maintenance().run();
            requireNothingStoredAgain(repository);
        }
    }

    @Test
    void nothingIsStoredAgainAfterARepack() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
            assertThat(repository
                            .maintenance()
                            .repack()
                            .run()
                            .revisions()
                            .orElseThrow()
                            .revised())
                    .isNotEmpty();
            requireNothingStoredAgain(repository);
            deleteTheFirst(repository);
            repository.maintenance().repackBelow(99).run();
            requireNothingStoredAgain(repository);
        }
    }

    @Test
    void nothingIsStoredAgainAfterHealing() throws IOException {
        try (Repository repository = host.open(storage)) {
            Manifest last = new SnapshotIndex(storage, repository.id()).get(contents.lastKey());
            // The content of the larger one is nowhere else, so that the second snapshot would stay damaged.
            ManifestBlob lost = last.blobs().stream()
                    .filter(blob -> blob.kind() == BlobKind.DATA)
                    .min(Comparator.comparingLong(ManifestBlob::length))
                    .orElseThrow();
            storage.delete(Keys.blob(lost.name()));
            repository.verify().run();
            save(repository);
            deleteTheFirst(repository);
            assertThat(repository
                            .maintenance()
                            .heal()
                            .run()
                            .revisions()
                            .orElseThrow()
                            .lostBlobs())
                    .isPositive();
            requireNothingStoredAgain(repository);
        }
    }

    /** What an earlier rebuild did not know of a blob has no digest there, and is not taken for content by a later one. */
    @Test
    void aSecondRebuildMakesNothingOfWhatTheFirstOneDidNotKnow() throws IOException {
        TestSource other = new TestSource("t").put("copy", TestRandom.bytes(77, 300_000));
        Map<ObjectKey, byte[]> away = new HashMap<>();
        try (Repository repository = host.open(storage)) {
            // Its content is the first of a blob, where a gap begins.
            source.put("file0", TestRandom.bytes(0, 11_000));
            assertThat(save(repository).newBytes()).isZero();
            clock.advance(Duration.ofMinutes(1));
            assertThat(repository.snapshot().source(other).run().newBytes()).isZero();
            for (SnapshotId id : contents.keySet()) {
                ObjectKey key = Keys.manifest(id.value());
                away.put(key, Stored.bytes(storage, key));
                storage.delete(key);
            }
            lose(repository);
            assertThat(rebuild(repository).snapshots()).isEqualTo(1);
            for (Map.Entry<ObjectKey, byte[]> manifest : away.entrySet()) {
                storage.put(manifest.getKey(), ObjectBody.of(manifest.getValue()), PutMode.CREATE);
            }
            assertThat(rebuild(repository).snapshots()).isEqualTo(5);
            SnapshotResult made = save(repository);
            Stored.requireFiles(repository, made.id(), source.content());
            Stored.requireClean(repository);
        }
    }

    /** In the target of a copy the copies themselves are what is not stored again. */
    @Test
    void contentOfCopiesIsNotStoredAgain() throws IOException {
        TestHost other = new TestHost(Files.createDirectory(folder.resolve("other")), clock);
        MemoryStorage target = new MemoryStorage(clock);
        try (Repository repository = host.open(storage);
                Repository there = other.create(target)) {
            deleteTheFirst(repository);
            repository.maintenance().repack().run();
            repository.copy().to(there).run();
            assertThat(there.catalog().drop()).isFalse();
            CatalogResult result = rebuild(there);
            assertThat(result.entries()).isZero();
            Set<ObjectKey> before = blobs(target);
            clock.advance(Duration.ofMinutes(1));
            SnapshotResult made = there.snapshot()
                    .source(source)
                    .attach("note", out -> out.write(TestRandom.bytes(3, 5_000)))
                    .run();
            assertThat(made.newBytes()).isZero();
            assertThat(blobs(target)).isEqualTo(before);
            Stored.requireFiles(there, made.id(), source.content());
            there.delete(Stored.snapshots(there).stream()
                    .filter(id -> !id.equals(made.id()))
                    .toList());
            there.maintenance().run();
            Stored.requireFiles(there, made.id(), source.content());
            Stored.requireClean(there);
        }
    }

    @Test
    void aNewRecipientReadsTheNextSnapshot() throws IOException {
        AgeIdentity second = AgeIdentity.generate(TestRandom.secure(8));
        List<Recipient> both = List.of(TestHost.identity().recipient(), second.recipient());
        try (Repository repository =
                host.open(storage, options -> options.recipients(both).repin())) {
            lose(repository);
            rebuild(repository);
            SnapshotResult next = save(repository);
            assertThat(next.newBytes()).isGreaterThan(400_000);
        }
        try (Repository reading = host.open(
                storage, options -> options.identities(List.of(second)).recipients(List.of()))) {
            Stored.requireFiles(reading, contents.lastKey(), source.content());
        }
        // What is for both is found now, although the same content lies in older blobs, too.
        try (Repository repository = host.open(storage, options -> options.recipients(both))) {
            requireNothingStoredAgain(repository);
        }
        // One of them alone may use what is for both.
        try (Repository repository = host.open(
                storage, options -> options.recipients(both.subList(0, 1)).repin())) {
            requireNothingStoredAgain(repository);
        }
    }

    /** Who rebuilt a catalog does not know that a blob is for nobody else, so it is encrypted anew. */
    @Test
    void aRemovedRecipientReadsNothingOfWhatIsEncryptedAnew() throws IOException {
        AgeIdentity second = AgeIdentity.generate(TestRandom.secure(8));
        List<Recipient> both = List.of(TestHost.identity().recipient(), second.recipient());
        try (Repository repository =
                host.open(storage, options -> options.recipients(both).repin())) {
            save(repository);
        }
        try (Repository repository = host.open(storage, options -> options.repin())) {
            save(repository);
            repository.delete(contents.keySet().stream()
                    .filter(id -> !id.equals(contents.lastKey()))
                    .toList());
            contents.keySet().retainAll(Set.of(contents.lastKey()));
            requireNothingStoredAgain(repository);
            lose(repository);
            rebuild(repository);
            repository.maintenance().reencrypt().run();
            requireContents(repository);
            requireNothingStoredAgain(repository);
        }
        try (Repository reading = host.open(
                storage, options -> options.identities(List.of(second)).recipients(List.of()))) {
            for (SnapshotId id : contents.keySet()) {
                assertThatThrownBy(() -> Stored.files(reading, id)).isInstanceOf(VaultikException.class);
            }
        }
    }

    @Test
    void whatIsKnownStays() throws IOException {
        try (Repository repository = host.open(storage)) {
            CatalogResult result = rebuild(repository);
            assertThat(result.blobs()).isZero();
            assertThat(result.knownBlobs()).isEqualTo(blobs(storage).size());
            assertThat(result.entries()).isZero();
            source.opened().clear();
            assertThat(save(repository).newBlobs()).isZero();
            assertThat(source.opened()).isEmpty();
            requireContents(repository);
        }
    }

    @Test
    void needsAnIdentityThatFits() throws IOException {
        AgeIdentity other = AgeIdentity.generate(TestRandom.secure(9));
        try (Repository repository = host.open(storage, options -> options.identities(List.of()))) {
            assertThatThrownBy(() -> repository.catalog().rebuild()).isInstanceOf(KeyRequiredException.class);
            lose(repository);
        }
        try (Repository repository = host.open(storage, options -> options.identities(List.of(other)))) {
            assertThatThrownBy(() -> repository.catalog().rebuild()).isInstanceOf(WrongKeyException.class);
            assertThat(repository.catalog().drop()).isFalse();
        }
    }

    @Test
    void aDamagedSnapshotIsNamedAndTheOthersAreRead() throws IOException {
        TestSource odd = new TestSource("odd").put("odd", TestRandom.bytes(4, 3_000));
        try (Repository repository = host.open(storage)) {
            SnapshotId damaged = repository.snapshot().source(odd).run().id();
            ManifestBlob own = new SnapshotIndex(storage, repository.id())
                    .get(damaged).blobs().stream()
                            .filter(blob -> blob.kind() == BlobKind.METADATA)
                            .findFirst()
                            .orElseThrow();
            byte[] bytes = Stored.bytes(storage, Keys.blob(own.name()));
            bytes[bytes.length / 2] ^= 1;
            bytes[own.headerLength() + 20] ^= 1;
            storage.put(Keys.blob(own.name()), ObjectBody.of(bytes), PutMode.REPLACE);
            lose(repository);
            CatalogResult result = repository.catalog().rebuild();
            assertThat(result.errors().items())
                    .singleElement()
                    .satisfies(error -> assertThat(error.item().id().value()).isEqualTo(damaged.value()));
            assertThat(result.snapshots()).isEqualTo(contents.size());
            SnapshotResult next = save(repository);
            assertThat(next.newBlobs()).isZero();
            Stored.requireFiles(repository, next.id(), source.content());
        }
    }

    /** A blob that was cut is listed like any other. */
    @Test
    void nothingOfABlobIsUsedThatIsGoneOrCut() throws IOException {
        try (Repository repository = host.open(storage)) {
            Manifest last = new SnapshotIndex(storage, repository.id()).get(contents.lastKey());
            boolean cut = false;
            for (ManifestBlob blob : last.blobs()) {
                if (blob.kind() == BlobKind.DATA) {
                    ObjectKey key = Keys.blob(blob.name());
                    byte[] bytes = Stored.bytes(storage, key);
                    storage.delete(key);
                    if (!cut) {
                        storage.put(
                                key, ObjectBody.of(java.util.Arrays.copyOf(bytes, bytes.length - 100)), PutMode.CREATE);
                    }
                    cut = true;
                }
            }
            lose(repository);
            assertThat(rebuild(repository).leftOutBlobs()).isGreaterThan(1);
            SnapshotResult next = save(repository);
            assertThat(next.newBytes()).isGreaterThan(400_000);
            Stored.requireFiles(repository, next.id(), source.content());
        }
    }

    @Test
    void aCatalogOfAnotherRepositoryIsLeftAlone() throws IOException {
        MemoryStorage elsewhere = new MemoryStorage(clock);
        Path other;
        try (Repository repository = host.create(elsewhere)) {
            save(repository);
            other = host.cache().resolve(repository.id().toString()).resolve("catalog.db");
        }
        contents.remove(contents.lastKey());
        try (Repository repository = host.open(storage)) {
            lose(repository);
            Path own = host.cache().resolve(repository.id().toString()).resolve("catalog.db");
            Files.copy(other, own);
            assertThatThrownBy(() -> repository.catalog().rebuild()).isInstanceOf(WrongRepositoryException.class);
            assertThat(own).hasSameBinaryContentAs(other);
        }
    }

    @Test
    void aDamagedCatalogIsReplaced() throws IOException {
        Path file;
        try (Repository repository = host.open(storage)) {
            file = host.cache().resolve(repository.id().toString()).resolve("catalog.db");
        }
        Files.write(file, TestRandom.bytes(5, 50_000));
        try (Repository repository = host.open(storage)) {
            rebuild(repository);
            assertThat(save(repository).newBlobs()).isZero();
            requireContents(repository);
        }
    }

    @Test
    void killedAtAnyCallItHasChangedNothing() throws IOException {
        try (Repository repository = host.open(storage)) {
            lose(repository);
        }
        FaultInjectingStorage counted = new FaultInjectingStorage(storage);
        try (Repository repository = host.copyTo(folder.resolve("counting")).open(counted)) {
            rebuild(repository);
        }
        int cases = 0;
        for (long call = 2; call <= counted.calls(); call++) {
            TestHost at = host.copyTo(folder.resolve("killed" + call));
            FaultInjectingStorage faulty = new FaultInjectingStorage(storage);
            try (Repository repository = at.open(faulty)) {
                faulty.at(call).dieBefore();
                assertThatThrownBy(() -> repository.catalog().rebuild()).isInstanceOf(VaultikException.class);
            }
            try (Repository repository = at.open(storage)) {
                assertThat(repository.catalog().drop()).as("call " + call).isFalse();
                rebuild(repository);
                if (call % 4 == 0) {
                    source.opened().clear();
                    assertThat(save(repository).newBlobs()).isZero();
                    assertThat(source.opened()).isEmpty();
                    deleteTheLast(repository);
                }
            }
            cases++;
        }
        System.out.println("CatalogRebuildTest: killed at " + cases + " calls");
    }

    @Test
    void interruptedItHasChangedNothingAndTellsHowFarItIs() throws IOException {
        FaultInjectingStorage slow = new FaultInjectingStorage(storage);
        List<Progress> told = new ArrayList<>();
        try (Repository repository = host.open(slow)) {
            lose(repository);
            slow.at(StorageVerb.LIST, 2).runAfter(() -> Thread.currentThread().interrupt());
            assertThatThrownBy(() -> repository.catalog().rebuild()).isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(repository.catalog().drop()).isFalse();
            CatalogOp op = repository.catalog().listener(told::add);
            assertThat(op.rebuild().report().items()).isEqualTo(contents.size());
            assertThatThrownBy(op::rebuild).isInstanceOf(IllegalStateException.class);
            assertThat(told.get(told.size() - 1).itemsDone()).isEqualTo(contents.size());
        }
    }

    private void deleteTheLast(Repository repository) throws VaultikException {
        repository.delete(List.of(contents.lastKey()));
        contents.remove(contents.lastKey());
    }

    @Test
    void oneAtATime() throws IOException {
        FaultInjectingStorage slow = new FaultInjectingStorage(storage);
        try (Repository one = host.open(slow);
                Repository two = host.open(storage)) {
            lose(two);
            slow.at(StorageVerb.LIST, 2)
                    .runBefore(() ->
                            assertThatThrownBy(() -> two.catalog().rebuild()).isInstanceOf(BusyException.class));
            rebuild(one);
            assertThat(slow.calls(StorageVerb.LIST)).isEqualTo(2);
            assertThat(rebuild(two).blobs()).isZero();
            requireContents(two);
        }
    }

    /** What is deleted and collected while the metadata is read is not listed any more, or off limits, when the next session begins. */
    @Test
    void whatACollectionDoomsMeanwhileIsNotUsed() throws IOException {
        for (long list = 1; list <= 2; list++) {
            MemoryStorage copy = Stored.copy(storage);
            TestHost at = host.copyTo(folder.resolve("at" + list));
            FaultInjectingStorage faulty = new FaultInjectingStorage(copy);
            try (Repository repository = at.open(faulty);
                    Repository maintainer = host.open(copy)) {
                lose(repository);
                faulty.at(StorageVerb.LIST, list).runAfter(() -> deleteAll(maintainer));
                repository.catalog().rebuild();
                SnapshotResult next = repository.snapshot().source(source).run();
                Stored.requireFiles(repository, next.id(), source.content());
                maintainer.maintenance().run();
                maintainer.maintenance().run();
                Stored.requireFiles(repository, next.id(), source.content());
                Stored.requireClean(repository);
            }
        }
    }

    /** The catalog agrees with the state that has doomed what the rebuild has seen: without a LIST nothing would tell. */
    @Test
    void whatIsGoneWhenTheRowsAreAddedIsNotUsedByTheNextSession() throws IOException {
        TestHost other = new TestHost(Files.createDirectory(folder.resolve("other")), clock);
        TestSource theirs = new TestSource("t").put("x", TestRandom.bytes(500, 80_000));
        FaultInjectingStorage slow = new FaultInjectingStorage(storage);
        try (Repository there = other.open(storage);
                Repository beside = host.open(storage);
                Repository rebuilding = host.open(slow)) {
            SnapshotId gone = there.snapshot().source(theirs).run().id();
            slow.at(StorageVerb.LIST, 2).runAfter(() -> {
                try {
                    there.delete(List.of(gone));
                    assertThat(there.maintenance().run().deletedBlobs()).isPositive();
                    save(beside);
                } catch (VaultikException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(rebuild(rebuilding).blobs()).isPositive();
            source.put("x", TestRandom.bytes(500, 80_000));
            assertThat(save(beside).newBytes()).isEqualTo(80_000);
            requireContents(beside);
        }
    }

    private void deleteAll(Repository repository) {
        try {
            repository.delete(contents.keySet());
            repository.maintenance().run();
        } catch (VaultikException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The rows are new when a session of another process has just listed the blobs: it does not use them, and does not drop them. */
    @Test
    void aSnapshotThatRunsMeanwhileGoesOn() throws IOException {
        FaultInjectingStorage slow = new FaultInjectingStorage(storage);
        try (Repository running = host.open(slow);
                Repository repository = host.open(storage)) {
            lose(repository);
            save(repository);
            deleteTheLast(repository);
            clock.advance(Duration.ofDays(2));
            slow.at(StorageVerb.LIST, 2).runAfter(() -> rebuildQuietly(repository));
            save(running);
            assertThat(slow.history()).anyMatch(call -> call.toString().contains("blobs/"));
            assertThat(save(running).newBlobs()).isZero();
            requireContents(running);
        }
    }

    private static void rebuildQuietly(Repository repository) {
        try {
            rebuild(repository);
        } catch (VaultikException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCatalogInUseIsNotDropped() throws IOException {
        FaultInjectingStorage slow = new FaultInjectingStorage(storage);
        try (Repository one = host.open(slow);
                Repository two = host.open(storage)) {
            save(two);
            assertThatThrownBy(() -> one.catalog().drop()).isInstanceOf(BusyException.class);
        }
        try (Repository one = host.open(slow)) {
            slow.at(StorageVerb.LIST, 1)
                    .runBefore(
                            () -> assertThatThrownBy(() -> one.catalog().drop()).isInstanceOf(BusyException.class));
            Stored.snapshots(one);
            Path state = host.state().resolve(one.id().toString());
            List<Path> before;
            try (var files = Files.list(state)) {
                before = files.toList();
            }
            assertThat(one.catalog().drop()).isTrue();
            assertThat(one.catalog().drop()).isFalse();
            try (var files = Files.list(state)) {
                assertThat(files.toList()).isEqualTo(before);
            }
            assertThat(Files.exists(host.cache().resolve(one.id() + "/catalog.db")))
                    .isFalse();
            // Without a rebuild all is stored anew.
            assertThat(save(one).newBytes()).isGreaterThan(400_000);
            requireContents(one);
        }
    }
}
