package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Recipient;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.RevisionResult;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repacked and healed snapshots have the same id, time and content, and lie elsewhere. */
class RevisionTest {
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
        source.put("long", TestRandom.bytes(77, 30_000));
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

    private Map<String, byte[]> content(SnapshotId id) {
        return Objects.requireNonNull(contents.get(id));
    }

    private void deleteTheFirst(Repository repository) throws VaultikException {
        SnapshotId first = List.copyOf(contents.keySet()).get(0);
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

    @Test
    void movesWhatIsUsedAndDeletesTheRest() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
            repository.maintenance().run();
            long before = Stored.blobBytes(storage);
            List<SnapshotSummary> listed =
                    repository.snapshots(SnapshotFilter.all()).snapshots();

            MaintenanceResult result = repository.maintenance().repack().run();

            RevisionResult revisions = result.revisions().orElseThrow();
            assertThat(revisions.repackedBlobs()).isPositive();
            assertThat(revisions.revised()).containsExactlyElementsOf(contents.keySet());
            assertThat(revisions.unhealed()).isEmpty();
            assertThat(before - Stored.blobBytes(storage)).isGreaterThan(100_000);
            List<SnapshotSummary> now =
                    repository.snapshots(SnapshotFilter.all()).snapshots();
            assertThat(now).extracting(SnapshotSummary::id).isEqualTo(ids(listed));
            assertThat(now)
                    .extracting(SnapshotSummary::created)
                    .isEqualTo(listed.stream().map(SnapshotSummary::created).toList());
            requireContents(repository);
            assertThat(repository.info().unreferencedBlobs()).isZero();
            assertThat(Stored.keys(storage, Keys.SESSIONS)).isEmpty();
            for (SnapshotId id : contents.keySet()) {
                assertThat(repository.attachment(id, "note").readAllBytes()).isEqualTo(TestRandom.bytes(3, 5_000));
            }
            assertThat(repository
                            .maintenance()
                            .repack()
                            .run()
                            .revisions()
                            .orElseThrow()
                            .revised())
                    .isEmpty();
        }
    }

    private static List<SnapshotId> ids(List<SnapshotSummary> listed) {
        return listed.stream().map(SnapshotSummary::id).toList();
    }

    @Test
    void aRepositoryThatWasRepackedIsAboutAsLargeAsAFreshOne() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
            deleteTheFirst(repository);
            repository.maintenance().repack().run();
            requireContents(repository);
        }
        MemoryStorage fresh = new MemoryStorage(clock);
        TestHost other = new TestHost(Files.createDirectory(folder.resolve("other")), clock);
        try (Repository repository = other.create(fresh)) {
            save(repository);
        }
        assertThat(Stored.blobBytes(storage)).isLessThan(Stored.blobBytes(fresh) * 110 / 100);
    }

    @Test
    void theNextSnapshotStoresNothingAnew() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
            repository.maintenance().repack().run();
            long before = Stored.blobBytes(storage);
            SnapshotResult next = save(repository);
            assertThat(next.newBytes()).isZero();
            assertThat(Stored.blobBytes(storage) - before).isLessThan(10_000);
            requireContents(repository);
        }
    }

    @Test
    void planSaysWhatThereIsToDoAndChangesNothing() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
        }
        FaultInjectingStorage counted = new FaultInjectingStorage(storage);
        try (Repository repository = host.open(counted)) {
            RevisionResult plan =
                    repository.maintenance().repack().plan().revisions().orElseThrow();
            assertThat(plan.repackedBlobs()).isPositive();
            assertThat(plan.usedBytes()).isPositive();
            assertThat(plan.unusedBytes()).isGreaterThan(plan.usedBytes() / 2);
            assertThat(plan.revised()).containsExactlyElementsOf(contents.keySet());
        }
        assertThat(counted.calls(StorageVerb.PUT)).isZero();
        assertThat(counted.calls(StorageVerb.DELETE)).isZero();
    }

    @Test
    void needsAnIdentity() throws IOException {
        try (Repository repository = host.open(storage, options -> options.identities(List.of()))) {
            assertThatThrownBy(() -> repository.maintenance().repack().run()).isInstanceOf(KeyRequiredException.class);
            assertThatThrownBy(() -> repository.maintenance().repackBelow(100))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A file that was opened before the repack is read to its end after the old blobs are gone. */
    @Test
    void aReaderGoesOnInTheRevision() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
            SnapshotId id = List.copyOf(contents.keySet()).get(0);
            try (Repository reading = host.open(storage);
                    SeekableByteChannel channel = reading.open(id, io.vaultik.repository.EntryPath.of("file6"))) {
                repository.maintenance().repack().run();
                ByteBuffer bytes = ByteBuffer.allocate(20_000);
                while (channel.read(bytes) >= 0) {}
                byte[] read = new byte[bytes.position()];
                bytes.flip().get(read);
                assertThat(read).isEqualTo(content(id).get("file6"));
            }
        }
    }

    /** A listing and a restore that began before the repack go on in the revision, and nothing is said to be lost. */
    @Test
    void aRestoreGoesOnInTheRevision() throws IOException {
        // Nodes for several segments, and each leaf names a blob that goes: neither memory nor the digest of an old
        // node is of help.
        source.put("a", TestRandom.bytes(60, 900_000));
        for (int i = 0; i < 3_000; i++) {
            source.put("x".repeat(200) + "/" + "y".repeat(200) + i, TestRandom.bytes(i, 10));
        }
        try (Repository repository = host.open(storage)) {
            save(repository);
            source.remove("a");
            SnapshotId id = save(repository).id();
            repository.delete(List.copyOf(contents.keySet()).subList(0, 4));
            contents.keySet().retainAll(List.of(id));
            FaultInjectingStorage slow = new FaultInjectingStorage(storage);
            // The first reads are those of the record, the root and what is above the first leaf.
            slow.at(StorageVerb.READ, 4).runBefore(() -> repack(repository));
            try (Repository reading = host.open(slow)) {
                RestoreResult result = reading.restore(id)
                        .to(folder.resolve("target"))
                        .parallelism(1)
                        .run();
                assertThat(result.errors().isEmpty()).isTrue();
            }
            for (Map.Entry<String, byte[]> file : content(id).entrySet()) {
                assertThat(folder.resolve("target").resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
            assertThat(slow.calls(StorageVerb.READ)).isGreaterThan(4);
            Stored.requireClean(repository);
        }
    }

    /** What is copied is what counts; the target knows it as the same snapshot, before and after. */
    @Test
    void aRevisedSnapshotIsCopied() throws IOException {
        TestHost other = new TestHost(Files.createDirectory(folder.resolve("target-host")), clock);
        MemoryStorage target = new MemoryStorage(clock);
        try (Repository repository = host.open(storage);
                Repository there = other.create(target)) {
            SnapshotId last = contents.lastKey();
            repository.copy().to(there).snapshots(List.of(last)).run();
            deleteTheFirst(repository);
            repository.maintenance().repack().run();

            CopyResult result = repository.copy().to(there).run();

            assertThat(result.skipped()).hasSize(1);
            assertThat(result.copied()).hasSize(contents.size() - 1);
            for (CopyResult.Copied copied : result.copied()) {
                Stored.requireFiles(there, copied.to().orElseThrow(), content(copied.from()));
            }
            there.maintenance().repack().run();
            Stored.requireClean(there);
            assertThat(repository.copy().to(there).run().copied()).isEmpty();
        }
    }

    /** Added, a recipient reads what was there before; removed, another one reads nothing any more. */
    @Test
    void encryptsToThePresentRecipients() throws IOException {
        AgeIdentity first = TestHost.identity();
        AgeIdentity second = AgeIdentity.generate(TestRandom.secure(8));
        List<Recipient> both = List.of(first.recipient(), second.recipient());
        try (Repository repository =
                host.open(storage, options -> options.recipients(both).repin())) {
            save(repository);
            requireUnreadable(second);
            RevisionResult plan =
                    repository.maintenance().reencrypt().plan().revisions().orElseThrow();
            assertThat(plan.reencryptedBlobs()).isPositive();
            assertThat(plan.reencryptedBytes()).isBetween(700_000L, Stored.blobBytes(storage));
            RevisionResult result =
                    repository.maintenance().reencrypt().run().revisions().orElseThrow();
            // The last one was made for both.
            assertThat(result.revised())
                    .containsExactlyElementsOf(
                            contents.headMap(contents.lastKey()).keySet());
            assertThat(repository.maintenance().reencrypt().run().revisions().orElseThrow())
                    .matches(again ->
                            again.reencryptedBlobs() == 0 && again.revised().isEmpty());
            requireContents(repository);
        }
        try (Repository repository = open(second, second.recipient())) {
            requireContents(repository);
            repository.maintenance().reencrypt().run();
            requireContents(repository);
            assertThat(repository.info().unreferencedBlobs()).isZero();
        }
        requireUnreadable(first);
    }

    private Repository open(AgeIdentity identity, Recipient recipient) throws VaultikException {
        return host.open(storage, options -> options.identities(List.of(identity))
                .recipients(List.of(recipient))
                .repin());
    }

    private void requireUnreadable(AgeIdentity identity) throws VaultikException {
        try (Repository repository = host.open(
                storage, options -> options.identities(List.of(identity)).recipients(List.of()))) {
            for (SnapshotId id : contents.keySet()) {
                boolean isNew = identity != TestHost.identity() && id.equals(contents.lastKey());
                if (!isNew) {
                    assertThatThrownBy(() -> Stored.files(repository, id)).isInstanceOf(VaultikException.class);
                }
            }
        }
    }

    private static void repack(Repository repository) {
        try {
            repository.maintenance().repack().run();
        } catch (VaultikException e) {
            throw new IllegalStateException(e);
        }
    }

    /** To be killed before a call is to be killed after the one before. */
    private enum Kill {
        AFTER,
        UNANSWERED;

        void at(FaultInjectingStorage faulty, long call) {
            switch (this) {
                case AFTER -> faulty.at(call).dieAfter();
                case UNANSWERED -> faulty.at(call).failAfter();
            }
        }
    }

    @Test
    void aRepackThatIsDisturbedAtAnyCallLosesNothingAndIsFinishedByTheNextOne() throws IOException {
        try (Repository repository = host.open(storage)) {
            deleteTheFirst(repository);
        }
        FaultInjectingStorage counted = new FaultInjectingStorage(Stored.copy(storage));
        try (Repository repository = host.copyTo(folder.resolve("counting")).open(counted)) {
            repository.maintenance().repack().run();
        }
        long size = Stored.blobBytes(counted);
        int cases = 0;
        for (Kill kill : Kill.values()) {
            for (long call = 1; call <= counted.calls(); call++) {
                MemoryStorage left = Stored.copy(storage);
                TestHost at = host.copyTo(folder.resolve(kill + "-" + call));
                FaultInjectingStorage faulty = new FaultInjectingStorage(left);
                kill.at(faulty, call);
                try (Repository repository = at.open(faulty)) {
                    repository.maintenance().repack().run();
                } catch (VaultikException e) {
                    assertThat(kill).as("%s", e).isNotEqualTo(Kill.UNANSWERED);
                }
                cases++;
                requireFinished(at, left, size, kill + " at " + call + " of " + counted.history());
            }
        }
        System.out.println("RevisionTest: " + cases + " disturbed calls of a repack");
    }

    private void requireFinished(TestHost at, MemoryStorage left, long size, String what) throws VaultikException {
        try (Repository repository = at.open(left)) {
            requireContents(repository);
            at.clock().advance(Duration.ofDays(2));
            repository.maintenance().repack().run();
            // What a dead repacker left is revoked by the next run; then it blocks nothing.
            MaintenanceResult last = repository
                    .maintenance()
                    .repack()
                    .revokeAfter(Duration.ofHours(1))
                    .run();
            assertThat(last.blockedBy()).as(what).isEmpty();
            requireContents(repository);
            assertThat(repository.info().unreferencedBlobs()).as(what).isZero();
            assertThat(Stored.blobBytes(left)).as(what).isLessThan(size * 13 / 10);
            for (SnapshotId id : contents.keySet()) {
                for (ObjectKey key : Stored.keys(left, Keys.snapshotPrefix(id.value()))) {
                    boolean isKnown = Keys.isManifest(key) || key.value().endsWith(".age");
                    assertThat(isKnown).as(what + ": " + key).isTrue();
                }
            }
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }
}
