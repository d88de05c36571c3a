package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SessionInfo;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills, refuses and loses every call of a copy on either side, then copies again. */
class CopyCrashTest {
    private static final Tuning IMPATIENT =
            new Tuning(TestHost.QUICK.retries(), TestHost.QUICK.targetBlobBytes(), time -> {});

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryStorage from = new MemoryStorage(clock);
    private final MemoryStorage to = new MemoryStorage(clock);
    private final Map<SnapshotId, Map<String, byte[]>> contents = new TreeMap<>();
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

    /** Counts the puts of each blob that were answered. */
    private static final class Answered extends ForwardingStorage {
        private final Map<ObjectKey, Integer> puts;

        Answered(ObjectStorage under, Map<ObjectKey, Integer> puts) {
            super(under);
            this.puts = puts;
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            super.put(key, body, mode);
            if (Keys.blobName(key).isPresent()) {
                puts.merge(key, 1, Integer::sum);
            }
        }
    }

    @BeforeEach
    void makesTwoSnapshotsAndCopiesNone() throws IOException {
        TestHost host = new TestHost(folder.resolve("host"), clock);
        TestSource source = new TestSource("s");
        try (Repository repository = host.create(from)) {
            for (int i = 0; i < 2; i++) {
                clock.advance(Duration.ofMinutes(1));
                source.put("same", TestRandom.bytes(1, 80_000)).put("file" + i, TestRandom.bytes(10 + i, 90_000));
                SnapshotId id = repository
                        .snapshot()
                        .source(source)
                        .parallelism(1)
                        .run()
                        .id();
                contents.put(id, source.content());
            }
        }
        host.create(to).close();
        clock.advance(Duration.ofMinutes(1));
    }

    @Test
    void everyCallToTheTarget() throws IOException {
        FaultInjectingStorage counted = new FaultInjectingStorage(copy(to));
        copy(host("counted"), from, counted);
        for (Fault fault : Fault.values()) {
            for (long n = 1; n <= counted.calls(); n++) {
                MemoryStorage target = copy(to);
                FaultInjectingStorage faulty = new FaultInjectingStorage(target);
                fault.declare(faulty, n);
                disturb(fault, n, from, faulty, target);
            }
        }
        System.out.println("CopyCrashTest target: " + cases + " cases");
    }

    /** What is needed is there, and the collection is about to remove it: K1 and K2 at every call. */
    @Test
    void everyCallToATargetThatIsCollected() throws IOException {
        Set<String> condemned = new HashSet<>();
        Set<String> doomed = new HashSet<>();
        for (ObjectKey blob : Stored.keys(from, Keys.BLOBS)) {
            to.put(blob, ObjectBody.of(Stored.bytes(from, blob)), PutMode.CREATE);
            (doomed.isEmpty() ? doomed : condemned).add(Keys.blobName(blob).orElseThrow());
        }
        CollectionState state = new CollectionState(1, "test", "keeper@host", condemned, doomed);
        to.put(Keys.COLLECTION.state(1), ObjectBody.of(state.encode()), PutMode.CREATE);
        everyCallToTheTarget();
    }

    @Test
    void everyCallToTheSource() throws IOException {
        FaultInjectingStorage counted = new FaultInjectingStorage(from);
        copy(host("counted"), counted, copy(to));
        for (Fault fault : Fault.values()) {
            for (long n = 1; n <= counted.calls(); n++) {
                MemoryStorage target = copy(to);
                FaultInjectingStorage faulty = new FaultInjectingStorage(from);
                fault.declare(faulty, n);
                disturb(fault, n, faulty, target, target);
            }
        }
        System.out.println("CopyCrashTest source: " + cases + " cases");
    }

    /** A process that is killed again and again comes to its end, since it keeps what it has put. */
    @Test
    void aCopyThatIsKilledAgainAndAgainComesToItsEnd() throws IOException {
        MemoryStorage target = copy(to);
        TestHost host = host("often");
        Map<ObjectKey, Integer> puts = new ConcurrentHashMap<>();
        int runs = 0;
        boolean done = false;
        while (!done) {
            assertThat(++runs).isLessThan(20);
            FaultInjectingStorage faulty = new FaultInjectingStorage(target);
            faulty.at(15).dieBefore();
            done = copies(host, from, new Answered(faulty, puts));
        }
        assertThat(runs).isGreaterThan(1);
        assertThat(puts.values()).containsOnly(1);
        requireComplete(host, target);
    }

    private void disturb(Fault fault, long n, ObjectStorage source, ObjectStorage disturbed, MemoryStorage target)
            throws IOException {
        cases++;
        TestHost host = host("case-" + fault + n + (source == from ? "to" : "from"));
        Map<ObjectKey, Integer> puts = new ConcurrentHashMap<>();
        try {
            boolean done = copies(host, source, new Answered(disturbed, puts));
            assertThat(done || !fault.isPassing())
                    .as("a passing fault is survived")
                    .isTrue();
            requireReadable(target);
            clock.advance(Duration.ofMinutes(1));
            copyAfterBurial(host, new Answered(target, puts));
            assertThat(puts.values()).as("no answered blob is put again").allMatch(count -> count == 1);
            requireComplete(host, target);
        } catch (VaultikException | RuntimeException | AssertionError e) {
            throw new AssertionError(fault + " at " + n, e);
        }
    }

    /** A maintainer that died may have deletions under way: only a person can say that they are over. */
    private void copyAfterBurial(TestHost host, ObjectStorage target) throws VaultikException {
        try {
            copy(host, from, target);
        } catch (BusyException e) {
            try (Repository repository = host.open(target)) {
                MaintenanceOp burial = repository.maintenance();
                repository.maintenance().plan().sessions().stream()
                        .filter(session -> session.kind() == SessionInfo.Kind.MAINTENANCE)
                        .forEach(session -> burial.dead(session.id()));
                burial.run();
            }
            copy(host, from, target);
        }
    }

    private boolean copies(TestHost host, ObjectStorage source, ObjectStorage target) {
        try {
            copy(host, source, target);
            return true;
        } catch (VaultikException e) {
            return false;
        }
    }

    private CopyResult copy(TestHost host, ObjectStorage source, ObjectStorage target) throws VaultikException {
        try (Repository here = host.open(source, options -> options.identities(List.of()));
                Repository there = Vaultik.open(target, host.options().identities(List.of()), IMPATIENT)) {
            return here.copy().to(there).parallelism(1).run();
        }
    }

    private TestHost host(String name) throws IOException {
        return new TestHost(Files.createDirectory(folder.resolve(name)), clock);
    }

    private MemoryStorage copy(MemoryStorage storage) throws IOException {
        MemoryStorage copy = new MemoryStorage(clock);
        for (ObjectKey key : Stored.keys(storage, "")) {
            copy.put(key, ObjectBody.of(Stored.bytes(storage, key)), PutMode.CREATE);
        }
        return copy;
    }

    /** What is visible is whole. */
    private void requireReadable(MemoryStorage target) throws VaultikException {
        try (Repository repository = new TestHost(folder.resolve("reader"), clock).open(target)) {
            for (SnapshotId id : Stored.snapshots(repository)) {
                Stored.requireFiles(repository, id, Objects.requireNonNull(contents.get(id.original())));
            }
            Stored.requireClean(repository);
        }
    }

    /** Each snapshot is there once; a third copy does nothing; at rest nothing else is left. */
    private void requireComplete(TestHost host, MemoryStorage target) throws VaultikException {
        requireReadable(target);
        CopyResult again = copy(host, from, target);
        assertThat(again.copied()).isEmpty();
        assertThat(again.newBlobs()).isZero();
        assertThat(Stored.keys(target, Keys.SESSIONS)).isEmpty();
        try (Repository repository = host.open(target)) {
            assertThat(Stored.snapshots(repository).stream().map(SnapshotId::original))
                    .containsExactlyElementsOf(contents.keySet());
            repository.maintenance().run();
            clock.advance(Duration.ofHours(25));
            repository.maintenance().run();
            assertThat(repository.info().unreferencedBlobs()).isZero();
            Set<ObjectKey> expected = new HashSet<>();
            for (SnapshotId id : Stored.snapshots(repository)) {
                expected.add(Keys.manifest(id.value()));
                expected.add(Keys.record(id.value()));
            }
            assertThat(Stored.keys(target, Keys.METADATA)).containsExactlyInAnyOrderElementsOf(expected);
        }
        requireReadable(target);
    }
}
