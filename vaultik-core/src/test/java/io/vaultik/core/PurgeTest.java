package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Progress;
import io.vaultik.repository.KeptBy;
import io.vaultik.repository.PurgeOp;
import io.vaultik.repository.PurgePlan;
import io.vaultik.repository.PurgeResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges of a repository; which snapshots a policy keeps is a matter of {@code RetentionTest}. */
class PurgeTest {
    private static final RetentionPolicy LAST =
            RetentionPolicy.builder().keepLast(1).build();

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final List<SnapshotId> a = new ArrayList<>();
    private final List<SnapshotId> b = new ArrayList<>();
    private TestHost host = new TestHost(Path.of(""), new TestClock());

    @BeforeEach
    void twoSeries() throws IOException {
        host = new TestHost(folder, new TestClock());
        try (Repository repository = host.create(storage)) {
            for (int i = 0; i < 4; i++) {
                a.add(save(repository, "a", i));
                host.clock().advance(Duration.ofDays(1));
            }
            b.add(save(repository, "b", 0));
            host.clock().advance(Duration.ofDays(1));
            b.add(save(repository, "b", 1));
            host.clock().advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void aPlanChangesNothingAndSaysWhy() throws VaultikException {
        List<ObjectKey> before = Stored.keys(storage, "");
        try (Repository repository = keyFree()) {
            repository.pin(a.get(0));
            PurgePlan plan = repository.purge(LAST).plan();
            assertThat(plan.series()).extracting(s -> s.name().orElse("")).containsExactly("a", "b");
            assertThat(plan.series().get(0).snapshots())
                    .extracting(PurgePlan.Verdict::keptBy)
                    .containsExactly(Set.of(KeptBy.PINNED), Set.of(), Set.of(), Set.of(KeptBy.LAST));
            assertThat(ids(plan.going())).containsExactly(a.get(1), a.get(2), b.get(0));
            assertThat(ids(plan.staying())).containsExactly(a.get(0), a.get(3), b.get(1));
            repository.unpin(a.get(0));
        }
        assertThat(Stored.keys(storage, "")).hasSameElementsAs(before);
    }

    @Test
    void aPurgeDeletesWhatNothingKeepsAndThenNothingMore() throws VaultikException {
        try (Repository repository = keyFree()) {
            List<Progress> told = new ArrayList<>();
            PurgeResult result = repository
                    .purge(RetentionPolicy.builder()
                            .keepWithin(Period.ofDays(1))
                            .build())
                    .listener(told::add)
                    .parallelism(1)
                    .run();
            assertThat(result.deleted()).containsExactly(a.get(0), a.get(1));
            assertThat(result.report().kind()).isEqualTo("purge");
            assertThat(told.get(told.size() - 1).last()).isTrue();
            assertThat(told.get(told.size() - 1).itemsDone()).isEqualTo(2);
            assertThat(repository.purge(LAST).run().deleted()).containsExactly(a.get(2), b.get(0));
            assertThat(repository.purge(LAST).run().deleted()).isEmpty();
            assertThat(Stored.snapshots(repository)).containsExactly(a.get(3), b.get(1));
        }
        try (Repository repository = host.open(storage)) {
            Stored.requireClean(repository);
        }
    }

    @Test
    void onlyWhatTheFilterSelectsIsConsidered() throws VaultikException {
        try (Repository repository = keyFree()) {
            PurgeOp purge = repository.purge(LAST).filter(SnapshotFilter.named("b"));
            assertThat(purge.run().deleted()).containsExactly(b.get(0));
            assertThatThrownBy(purge::run).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void neverMoreGoesThanWasShown() throws VaultikException {
        try (Repository repository = host.open(storage)) {
            PurgeOp purge = repository.purge(LAST);
            assertThat(ids(purge.plan().going())).containsExactly(a.get(0), a.get(1), a.get(2), b.get(0));
            SnapshotId later = save(repository, "a", 9);
            repository.pin(a.get(1));
            PurgeResult result = purge.run();
            assertThat(result.deleted()).containsExactly(a.get(0), a.get(2), b.get(0));
            assertThat(ids(result.plan().going())).contains(a.get(3));
            assertThat(Stored.snapshots(repository)).contains(a.get(3), later, a.get(1));
        }
    }

    @Test
    void nothingGoesWhileAManifestCannotBeRead() throws VaultikException {
        storage.put(
                Keys.manifest(b.get(1).value()),
                ObjectBody.of("damaged".getBytes(StandardCharsets.US_ASCII)),
                PutMode.REPLACE);
        try (Repository repository = keyFree()) {
            assertThatThrownBy(() -> repository.purge(LAST).run())
                    .isInstanceOfSatisfying(MalformedException.class, e -> {
                        assertThat(e.errors().failedCount()).isEqualTo(1);
                        assertThat(e.errors().items().get(0).item().id().value())
                                .isEqualTo(b.get(1).value());
                    });
            assertThat(Stored.snapshots(repository)).hasSize(5);
            repository.delete(List.of(b.get(1)));
            assertThat(repository.purge(LAST).run().deleted()).hasSize(3);
        }
    }

    @Test
    void aClockThatIsAYearOffLosesNothing() throws VaultikException {
        RetentionPolicy month =
                RetentionPolicy.builder().keepWithin(Period.ofMonths(1)).build();
        for (long days : new long[] {366, -366}) {
            TestHost wrong =
                    new TestHost(folder, new TestClock(host.clock().instant().plus(Duration.ofDays(days))));
            try (Repository repository = wrong.open(storage)) {
                assertThat(repository.purge(month).run().deleted()).isEmpty();
            }
        }
    }

    @Test
    void aPurgeThatIsKilledAtAnyCallIsFinishedByTheNextOne() throws IOException {
        for (long n = 1; ; n++) {
            MemoryStorage left = Stored.copy(storage);
            FaultInjectingStorage dying = new FaultInjectingStorage(left);
            dying.at(n).dieBefore();
            try (Repository repository = host.open(dying)) {
                repository.purge(LAST).run();
                assertThat(n).isGreaterThan(20);
                return;
            } catch (StorageException e) {
                // As declared.
            }
            try (Repository repository = host.open(left)) {
                repository.purge(LAST).run();
                assertThat(Stored.snapshots(repository)).containsExactly(a.get(3), b.get(1));
                Stored.requireClean(repository);
            }
        }
    }

    private SnapshotId save(Repository repository, String name, int content) throws VaultikException {
        TestSource source = new TestSource(name).put("file", TestRandom.bytes(content, 1_000));
        return repository.snapshot().source(source).name(name).run().id();
    }

    private Repository keyFree() throws VaultikException {
        return host.open(storage, options -> options.identities(List.of()));
    }

    private static List<SnapshotId> ids(List<SnapshotSummary> snapshots) {
        return snapshots.stream().map(SnapshotSummary::id).toList();
    }
}
