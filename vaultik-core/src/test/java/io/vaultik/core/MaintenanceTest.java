package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SessionInfo;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no snapshot needs goes, and nothing else does. The maintaining host has no identity. */
class MaintenanceTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryStorage storage = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s");
    private final Map<SnapshotId, Map<String, byte[]>> contents = new TreeMap<>();
    private TestHost host = new TestHost(Path.of("unused"), clock);

    @BeforeEach
    void makesThreeSnapshots() throws IOException {
        host = new TestHost(folder.resolve("host"), clock);
        try (Repository repository = host.create(storage)) {
            for (int i = 0; i < 3; i++) {
                source.put("same", TestRandom.bytes(1, 80_000))
                        .put("file" + i, TestRandom.bytes(10 + i, 90_000))
                        .remove("file" + (i - 1));
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

    private MaintenanceResult maintain(ObjectStorage on, UnaryOperator<MaintenanceOp> change) throws VaultikException {
        return maintain(on, "keeper", change);
    }

    private MaintenanceResult maintain(ObjectStorage on, String user, UnaryOperator<MaintenanceOp> change)
            throws VaultikException {
        TestHost keeper = new TestHost(folder.resolve(user), clock);
        try (Repository repository =
                keeper.open(on, options -> options.identities(List.of()).user(user))) {
            return change.apply(repository.maintenance()).run();
        }
    }

    private MaintenanceResult maintain() throws VaultikException {
        return maintain(storage, op -> op);
    }

    private SnapshotId delete(int which) throws VaultikException {
        SnapshotId id = List.copyOf(contents.keySet()).get(which);
        try (Repository repository = host.open(storage)) {
            repository.delete(List.of(id));
        }
        contents.remove(id);
        return id;
    }

    /** All snapshots are whole, and at rest there is nothing but what they need. */
    private void requireRest() throws IOException {
        try (Repository repository = host.open(storage)) {
            assertThat(Stored.snapshots(repository)).containsExactlyInAnyOrderElementsOf(contents.keySet());
            for (Map.Entry<SnapshotId, Map<String, byte[]>> snapshot : contents.entrySet()) {
                Stored.requireFiles(repository, snapshot.getKey(), snapshot.getValue());
            }
            Stored.requireClean(repository);
            assertThat(repository.info().unreferencedBlobs()).isZero();
        }
        Set<ObjectKey> expected = new HashSet<>();
        for (SnapshotId id : contents.keySet()) {
            expected.add(Keys.manifest(id.value()));
            expected.add(Keys.record(id.value()));
        }
        assertThat(Stored.keys(storage, Keys.METADATA)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(Stored.keys(storage, Keys.SESSIONS)).isEmpty();
        assertThat(Stored.keys(storage, "probe/")).isEmpty();
    }

    @Test
    void deletesWhatNothingNamesAndKeepsTheRest() throws IOException {
        assertThat(maintain().unreferencedBlobs()).isZero();
        delete(1);
        int before = Stored.keys(storage, Keys.BLOBS).size();

        MaintenanceResult result = maintain();

        assertThat(result.snapshots()).isEqualTo(2);
        assertThat(result.blobs()).isEqualTo(before);
        assertThat(result.unreferencedBlobs()).isPositive();
        assertThat(result.deletedBlobs())
                .isEqualTo(result.unreferencedBlobs())
                .isEqualTo(result.condemnedBlobs())
                .isEqualTo(before - Stored.keys(storage, Keys.BLOBS).size());
        assertThat(result.deletedBytes()).isEqualTo(result.unreferencedBytes()).isGreaterThan(80_000);
        assertThat(result.blockedBy()).isEmpty();
        assertThat(result.sessions()).isEmpty();
        assertThat(result.report().totalStorageCalls()).isPositive();
        requireRest();
        MaintenanceResult again = maintain();
        assertThat(again.unreferencedBlobs() + again.deletedBlobs() + again.condemnedBlobs())
                .isZero();
    }

    @Test
    void aPlanChangesNothing() throws IOException {
        delete(1);
        storage.put(Keys.record("left"), ObjectBody.of(new byte[3]), PutMode.CREATE);
        CountingStorage counting = new CountingStorage(storage);
        TestHost keeper = new TestHost(folder.resolve("planner"), clock);
        MaintenanceResult plan;
        MaintenanceResult run;
        try (Repository repository = keeper.open(counting, options -> options.identities(List.of()))) {
            MaintenanceOp op = repository.maintenance();
            plan = op.plan();
            assertThat(counting.counts().calls(StorageVerb.PUT)).isZero();
            assertThat(counting.counts().calls(StorageVerb.DELETE)).isZero();
            run = op.run();
        }
        assertThat(plan.unreferencedBlobs()).isPositive().isEqualTo(run.unreferencedBlobs());
        assertThat(plan.unreferencedBytes()).isEqualTo(run.unreferencedBytes());
        assertThat(plan.deletedBlobs()).isZero();
        assertThat(plan.condemnedBlobs()).isZero();
        assertThat(plan.leftOvers()).isEqualTo(1).isEqualTo(run.leftOvers());
    }

    @Test
    void aWriterThatDiedBlocksUntilItIsRevoked() throws IOException {
        String dead = die();
        delete(0);
        MaintenanceResult blocked = maintain();
        assertThat(blocked.blockedBy()).extracting(SessionInfo::id).containsExactly(dead);
        assertThat(blocked.blockedBy().get(0).client()).isEqualTo("user@host");
        assertThat(blocked.blockedBy().get(0).kind()).isEqualTo(SessionInfo.Kind.SNAPSHOT);
        assertThat(blocked.deletedBlobs()).isZero();
        clock.advance(Duration.ofMinutes(59));
        assertThat(maintain(storage, op -> op.revokeAfter(Duration.ofHours(1))).revoked())
                .isEmpty();
        clock.advance(Duration.ofMinutes(2));

        MaintenanceResult revoking = maintain(storage, op -> op.revokeAfter(Duration.ofHours(1)));

        assertThat(revoking.revoked()).containsExactly(dead);
        assertThat(revoking.blockedBy()).isEmpty();
        assertThat(revoking.deletedBlobs()).isPositive();
        assertThat(revoking.sessions()).extracting(SessionInfo::id).containsExactly(dead);
        try (Repository repository = host.open(storage)) {
            save(repository);
        }
        goesToRest();
    }

    @Test
    void aSessionOfADeadProcessGoes() throws IOException {
        String dead = die();
        delete(0);
        assertThatThrownBy(() -> maintain(storage, op -> op.dead(dead).dead("nobody")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nobody");
        assertThat(Stored.keys(storage, Keys.SESSIONS)).hasSize(1);

        MaintenanceResult result = maintain(storage, op -> op.dead(dead));

        assertThat(result.revoked()).containsExactly(dead);
        assertThat(result.sessions()).isEmpty();
        assertThat(result.unreferencedBlobs()).isEqualTo(result.deletedBlobs()).isPositive();
        goesToRest();
    }

    /** Voids stay for a day. */
    private void goesToRest() throws IOException {
        maintain();
        clock.advance(Duration.ofHours(25));
        maintain();
        requireRest();
    }

    /** A run dies after it has stored a blob; returns its session. */
    private String die() throws IOException {
        source.put("d", TestRandom.bytes(40, 100_000));
        FaultInjectingStorage dying = new FaultInjectingStorage(storage);
        dying.at(StorageVerb.PUT, 3).dieBefore();
        clock.advance(Duration.ofMinutes(1));
        try (Repository repository = host.open(dying)) {
            assertThatThrownBy(() ->
                            repository.snapshot().source(source).parallelism(1).run())
                    .isInstanceOf(VaultikException.class);
        }
        List<ObjectKey> sessions = Stored.keys(storage, Keys.SESSIONS);
        assertThat(sessions).hasSize(1);
        return Keys.COLLECTION.sessionName(sessions.get(0)).orElseThrow();
    }

    @Test
    void clearsWhatDeletionsHaveLeft() throws IOException {
        for (String dir : List.of("a-left", "b-left")) {
            storage.put(Keys.record(dir), ObjectBody.of(new byte[3]), PutMode.CREATE);
        }
        storage.put(Keys.pin("b-left"), ObjectBody.of(new byte[0]), PutMode.CREATE);
        assertThat(maintain().leftOvers()).isEqualTo(2);
        assertThat(Stored.keys(storage, Keys.METADATA))
                .contains(Keys.manifest("a-left"), Keys.orphan("a-left"))
                .doesNotContain(Keys.record("a-left"), Keys.pin("b-left"));
        clock.advance(Duration.ofHours(23));
        assertThat(maintain().leftOvers()).isZero();
        assertThat(Stored.keys(storage, Keys.METADATA)).contains(Keys.manifest("a-left"));
        clock.advance(Duration.ofHours(2));
        maintain();
        requireRest();
    }

    @Test
    void namesSnapshotsWithoutARecord() throws IOException {
        SnapshotId id = List.copyOf(contents.keySet()).get(1);
        storage.delete(Keys.record(id.value()));

        assertThat(maintain().withoutRecord()).containsExactly(id);

        assertThat(Stored.keys(storage, Keys.METADATA)).contains(Keys.manifest(id.value()));
    }

    @Test
    void aManifestThatCannotBeReadEndsTheRunAndNothingIsDeleted() throws IOException {
        delete(0);
        SnapshotId id = List.copyOf(contents.keySet()).get(0);
        byte[] manifest = Stored.bytes(storage, Keys.manifest(id.value()));
        List<ObjectKey> before = Stored.keys(storage, Keys.BLOBS);
        for (int damaged : new int[] {3, manifest.length / 2, manifest.length - 4}) {
            byte[] bytes = manifest.clone();
            bytes[damaged] ^= 1;
            storage.put(Keys.manifest(id.value()), ObjectBody.of(bytes), PutMode.REPLACE);
            assertThatThrownBy(this::maintain)
                    .isInstanceOf(VaultikException.class)
                    .hasMessageContaining(id.value());
            assertThat(Stored.keys(storage, Keys.BLOBS)).isEqualTo(before);
        }
        storage.put(Keys.manifest(id.value()), ObjectBody.of(manifest), PutMode.REPLACE);
        storage.put(ObjectKey.of("metadata/~~/manifest.json.zst"), ObjectBody.of(manifest), PutMode.CREATE);
        assertThatThrownBy(this::maintain)
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("~~");
        storage.delete(ObjectKey.of("metadata/~~/manifest.json.zst"));
        maintain();
        requireRest();
    }

    @Test
    void goesOnWhereverItWasKilled() throws IOException {
        int calls = 0;
        for (int call = 1; calls == 0; call++) {
            MemoryStorage real = Stored.copy(storage);
            SnapshotId gone = List.copyOf(contents.keySet()).get(call % 3);
            try (Repository repository = host.open(real)) {
                repository.delete(List.of(gone));
            }
            FaultInjectingStorage dying = new FaultInjectingStorage(real);
            dying.at(call).dieBefore();
            try {
                maintain(dying, op -> op.parallelism(1));
                calls = call;
            } catch (VaultikException e) {
                MaintenanceResult left = maintain(real, op -> op);
                String[] dead = left.sessions().stream().map(SessionInfo::id).toArray(String[]::new);
                assertThat(dead.length).as("killed at call %d", call).isLessThanOrEqualTo(1);
            }
            requireWhole(real, gone);
        }
        System.out.println("maintenance killed: " + calls + " cases");
        assertThat(calls).isGreaterThan(20);
    }

    private void requireWhole(ObjectStorage real, SnapshotId gone) throws IOException {
        try (Repository repository = host.open(real)) {
            List<SnapshotId> expected = new ArrayList<>(contents.keySet());
            expected.remove(gone);
            assertThat(Stored.snapshots(repository)).containsExactlyInAnyOrderElementsOf(expected);
            Stored.requireClean(repository);
            assertThat(repository.info().unreferencedBlobs()).isZero();
        }
    }

    @Test
    void withoutATrustedCreationOneOwnerMaintains() throws IOException {
        MemoryStorage real = new MemoryStorage(clock);
        ObjectStorage untrusted = new ForwardingStorage(real) {
            @Override
            public Set<Capability> capabilities() {
                return Set.of(Capability.LIST, Capability.DELETE);
            }
        };
        TestHost writer = new TestHost(folder.resolve("writer"), clock);
        SnapshotId first;
        SnapshotId second;
        try (Repository repository = writer.create(untrusted)) {
            first = save(repository);
            source.put("new", TestRandom.bytes(50, 90_000)).remove("same");
            second = save(repository);
            repository.delete(List.of(first));
        }
        assertThat(maintain(untrusted, "first", op -> op).deletedBlobs()).isPositive();
        assertThat(maintain(untrusted, "first", op -> op).deletedBlobs()).isZero();
        assertThatThrownBy(() -> maintain(untrusted, "second", op -> op))
                .isInstanceOf(NotPermittedException.class)
                .hasMessageContaining("first@host");
        assertThatThrownBy(() -> maintain(untrusted, "first", op -> op.revokeAfter(Duration.ofDays(1))))
                .isInstanceOf(NotPermittedException.class);
        assertThat(maintain(untrusted, "second", MaintenanceOp::takeOver).unreferencedBlobs())
                .isZero();
        try (Repository repository = writer.open(untrusted)) {
            assertThat(Stored.snapshots(repository)).containsExactly(second);
            Stored.requireClean(repository);
        }
    }

    @Test
    void refusesWhatMakesNoSense() throws IOException {
        try (Repository repository = host.open(storage)) {
            MaintenanceOp op = repository.maintenance();
            assertThatThrownBy(() -> op.revokeAfter(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> op.parallelism(0)).isInstanceOf(IllegalArgumentException.class);
            op.run();
            assertThatThrownBy(op::run).isInstanceOf(IllegalStateException.class);
        }
    }
}
