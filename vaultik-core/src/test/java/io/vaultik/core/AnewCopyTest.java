package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.CopyResult.Copied;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotDetails;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots in another repository, encrypted anew for those who may read there. */
class AnewCopyTest {
    private static final AgeIdentity OTHER = AgeIdentity.generate(TestRandom.secure(8));

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryStorage from = new MemoryStorage(clock);
    private final MemoryStorage to = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s");
    private final Map<SnapshotId, Map<String, byte[]>> contents = new TreeMap<>();
    private TestHost host = new TestHost(Path.of("unused"), clock);
    private TestHost copier = host;

    @BeforeEach
    void makesThreeSnapshots() throws IOException {
        host = new TestHost(folder.resolve("host"), clock);
        copier = new TestHost(folder.resolve("copier"), clock);
        try (Repository repository = host.create(from)) {
            for (int i = 0; i < 3; i++) {
                save(repository, i);
            }
        }
        Vaultik.create(to, others(copier.options()), TestHost.QUICK).close();
    }

    private void save(Repository repository, int i) throws VaultikException {
        source.put("same", TestRandom.bytes(1, 80_000))
                .put("file" + i, TestRandom.bytes(10 + i, 90_000))
                .remove("file" + (i - 1));
        clock.advance(Duration.ofMinutes(1));
        SnapshotId id =
                repository.snapshot().source(source).parallelism(1).run().id();
        contents.put(id, source.content());
    }

    private static RepositoryOptions others(RepositoryOptions options) {
        return options.identities(List.of(OTHER)).recipients(List.of(OTHER.recipient()));
    }

    private static Repository target(TestHost at, ObjectStorage storage) throws VaultikException {
        return at.open(storage, AnewCopyTest::others);
    }

    private CopyResult copy(Repository here, Repository there) throws VaultikException {
        return here.copy().to(there).reencrypt(true).parallelism(1).run();
    }

    private CopyResult copy() throws VaultikException {
        try (Repository here = host.open(from);
                Repository there = target(copier, to)) {
            return copy(here, there);
        }
    }

    private Map<String, byte[]> content(SnapshotId id) {
        return Objects.requireNonNull(contents.get(id));
    }

    private void requireCopies(CopyResult result, Repository there) throws VaultikException {
        for (Copied copied : result.copied()) {
            Stored.requireFiles(there, copied.to().orElseThrow(), content(copied.from()));
        }
    }

    @Test
    void theRecipientsOfTheTargetReadItAndNobodyElse() throws IOException {
        CopyResult result = copy();
        assertThat(result.copied()).hasSize(3);
        assertThat(result.newBlobs())
                .isEqualTo(Stored.keys(to, Keys.BLOBS).size())
                .isPositive();
        assertThat(result.newBytes()).isEqualTo(Stored.blobBytes(to));
        try (Repository here = host.open(from);
                Repository there = target(copier, to);
                Repository own = host.open(to)) {
            requireCopies(result, there);
            Stored.requireClean(there);
            assertThat(there.info().unreferencedBlobs()).isZero();
            for (Copied copied : result.copied()) {
                SnapshotId made = copied.to().orElseThrow();
                assertThatThrownBy(() -> Stored.files(own, made)).isInstanceOf(VaultikException.class);
                SnapshotDetails was = here.details(copied.from());
                SnapshotDetails is = there.details(made);
                assertThat(is.summary().created()).isEqualTo(was.summary().created());
                assertThat(is.summary().series()).isEqualTo(was.summary().series());
                assertThat(is.counts()).isEqualTo(was.counts());
            }
        }
    }

    @Test
    void storesContentOnceAndSkipsWhatIsThere() throws IOException {
        copy();
        long before = Stored.blobBytes(to);
        CopyResult again = copy();
        assertThat(again.copied()).isEmpty();
        assertThat(again.skipped()).hasSize(3);
        assertThat(Stored.blobBytes(to)).isEqualTo(before);
        try (Repository repository = host.open(from)) {
            save(repository, 3);
        }
        CopyResult next = copy();
        assertThat(next.copied()).hasSize(1);
        assertThat(next.newBytes()).isBetween(90_000L, 110_000L);
        try (Repository there = target(copier, to)) {
            requireCopies(next, there);
            Stored.requireClean(there);
        }
    }

    /** The records of copies say for whom they are, so that a catalog can be rebuilt from them. */
    @Test
    void storesContentOnceAfterTheCatalogWasLost() throws IOException {
        copy();
        try (Repository repository = host.open(from)) {
            save(repository, 3);
        }
        try (Repository there = target(copier, to)) {
            assertThat(there.catalog().drop()).isTrue();
            assertThat(there.catalog().rebuild().unusableBlobs()).isZero();
        }
        CopyResult next = copy();
        assertThat(next.copied()).hasSize(1);
        assertThat(next.newBytes()).isBetween(90_000L, 110_000L);
        try (Repository there = target(copier, to)) {
            requireCopies(next, there);
        }
    }

    @Test
    void planChangesNothing() throws IOException {
        try (Repository here = host.open(from);
                Repository there = target(copier, to)) {
            CopyResult plan = here.copy().to(there).reencrypt(true).plan();
            assertThat(plan.copied()).hasSize(3);
            assertThat(plan.newBytes()).isEqualTo(Stored.blobBytes(from));
        }
        assertThat(Stored.keys(to, Keys.BLOBS)).isEmpty();
        assertThat(Stored.keys(to, Keys.METADATA)).isEmpty();
    }

    @Test
    void copiesACopyAndARevisionByTheirOrigin() throws IOException {
        MemoryStorage middle = new MemoryStorage(clock);
        TestHost third = new TestHost(folder.resolve("third"), clock);
        third.create(middle).close();
        try (Repository here = host.open(from);
                Repository between = third.open(middle);
                Repository there = target(copier, to)) {
            here.delete(List.of(contents.keySet().iterator().next()));
            clock.advance(Duration.ofDays(2));
            here.maintenance().repackBelow(99).run();
            assertThat(here.copy().to(between).run().copied()).hasSize(2);
            CopyResult result = copy(between, there);
            assertThat(result.copied()).hasSize(2);
            for (Copied copied : result.copied()) {
                SnapshotId original = copied.from().original();
                assertThat(copied.to().orElseThrow().original()).isEqualTo(original);
                Stored.requireFiles(there, copied.to().orElseThrow(), content(original));
            }
            assertThat(copy(here, there).copied()).isEmpty();
            there.maintenance().repackBelow(99).run();
            Stored.requireClean(there);
        }
    }

    private Set<ObjectKey> blobs(Repository repository, SnapshotId id) throws VaultikException {
        return new SnapshotIndex(from, repository.id())
                .get(id).blobs().stream().map(blob -> Keys.blob(blob.name())).collect(Collectors.toSet());
    }

    @Test
    void namesWhatIsLostAndCopiesTheOthers() throws IOException {
        SnapshotId last = contents.keySet().stream().skip(2).findFirst().orElseThrow();
        try (Repository here = host.open(from);
                Repository there = target(copier, to)) {
            Set<ObjectKey> lost = blobs(here, last);
            for (SnapshotId other : contents.keySet()) {
                if (!other.equals(last)) {
                    lost.removeAll(blobs(here, other));
                }
            }
            for (ObjectKey key : lost) {
                from.delete(key);
            }
            IncompleteException e = catchThrowableOfType(IncompleteException.class, () -> copy(here, there));
            assertThat(e.errors().items()).hasSize(1);
            assertThat(e.errors().items().get(0).item().id().value()).isEqualTo(last.value());
            CopyResult result = e.result(CopyResult.class).orElseThrow();
            assertThat(result.copied()).hasSize(2);
            requireCopies(result, there);
            clock.advance(Duration.ofDays(2));
            there.maintenance().run();
            there.maintenance().run();
            Stored.requireClean(there);
        }
    }

    @Test
    void saysThatTheKeyFitsNothing() throws IOException {
        try (Repository here = host.open(from, options -> options.identities(List.of(OTHER)));
                Repository there = target(copier, to)) {
            assertThatThrownBy(() -> copy(here, there)).isInstanceOf(WrongKeyException.class);
            assertThat(Stored.keys(to, Keys.METADATA)).isEmpty();
            assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        }
    }

    @Test
    void asksNothingWithoutIdentityOrRecipient() throws IOException {
        CountingStorage counting = new CountingStorage(to);
        RepositoryOptions keyFree = RepositoryOptions.defaults()
                .stateFolder(folder.resolve("keyless/state"))
                .catalogFolder(folder.resolve("keyless/cache"))
                .clock(clock);
        try (Repository here = Vaultik.open(from, keyFree, TestHost.QUICK);
                Repository there = target(copier, counting)) {
            long calls = counting.counts().allCalls();
            assertThatThrownBy(() -> copy(here, there)).isInstanceOf(KeyRequiredException.class);
            assertThat(counting.counts().allCalls()).isEqualTo(calls);
        }
        try (Repository here = host.open(from);
                Repository there = Vaultik.open(counting, keyFree, TestHost.QUICK)) {
            long calls = counting.counts().allCalls();
            assertThatThrownBy(() -> copy(here, there)).isInstanceOf(KeyRequiredException.class);
            assertThat(counting.counts().allCalls()).isEqualTo(calls);
        }
    }

    /** To be killed before a call is to be killed after the one before. */
    private enum Fault {
        KILLED,
        UNANSWERED;

        void at(FaultInjectingStorage faulty, long call) {
            switch (this) {
                case KILLED -> faulty.at(call).dieAfter();
                case UNANSWERED -> faulty.at(call).failAfter();
            }
        }
    }

    @Test
    void disturbedAtAnyCallItLosesNothingAndIsFinishedByTheNextOne() throws IOException {
        FaultInjectingStorage counted = new FaultInjectingStorage(Stored.copy(to));
        long size;
        try (Repository here = host.open(from);
                Repository there = target(copier.copyTo(folder.resolve("counting")), counted)) {
            copy(here, there);
            size = Stored.blobBytes(counted);
        }
        int cases = 0;
        for (Fault fault : Fault.values()) {
            for (long call = 1; call <= counted.calls(); call++) {
                MemoryStorage left = Stored.copy(to);
                TestHost at = copier.copyTo(folder.resolve(fault + "-" + call));
                FaultInjectingStorage faulty = new FaultInjectingStorage(left);
                fault.at(faulty, call);
                try (Repository here = host.open(from);
                        Repository there = target(at, faulty)) {
                    copy(here, there);
                } catch (VaultikException e) {
                    assertThat(fault).as("%s", e).isNotEqualTo(Fault.UNANSWERED);
                }
                cases++;
                requireFinished(at, left, size, fault + " at " + call + " of " + counted.history());
            }
        }
        System.out.println("AnewCopyTest: " + cases + " disturbed calls of a copy");
    }

    private void requireFinished(TestHost at, MemoryStorage left, long size, String what) throws VaultikException {
        try (Repository here = host.open(from);
                Repository there = target(at, left)) {
            Stored.requireClean(there);
            copy(here, there);
            List<SnapshotId> made = Stored.snapshots(there);
            assertThat(made).as(what).hasSize(3);
            for (SnapshotId id : made) {
                Stored.requireFiles(there, id, content(id.original()));
            }
            // What the first run has stored was not stored again, but for a blob whose put had no answer.
            assertThat(Stored.blobBytes(left)).as(what).isLessThan(size + 180_000);
            at.clock().advance(Duration.ofDays(2));
            there.maintenance().run();
            MaintenanceResult last = there.maintenance().run();
            assertThat(last.blockedBy()).as(what).isEmpty();
            assertThat(there.info().unreferencedBlobs()).as(what).isZero();
            Stored.requireClean(there);
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }
}
