package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a copy has beside it: other keys, many blobs, any executor, snapshots of the same host, and who closes a repository. */
@Timeout(120)
class CopySidesTest {
    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryStorage from = new MemoryStorage(clock);
    private final MemoryStorage to = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s");
    private TestHost host = new TestHost(Path.of("unused"), clock);

    @BeforeEach
    void makesTwoRepositories() throws VaultikException {
        host = new TestHost(folder.resolve("host"), clock);
        host.create(from).close();
        host.create(to).close();
        for (int i = 0; i < 5; i++) {
            source.put("file" + i, TestRandom.bytes(i, 70_000));
        }
    }

    private SnapshotId save(ObjectStorage storage, TestSource what) throws VaultikException {
        clock.advance(Duration.ofMinutes(1));
        try (Repository repository = host.open(storage)) {
            return repository.snapshot().source(what).parallelism(1).run().id();
        }
    }

    private CopyResult copy(ObjectStorage target, int parallelism) throws VaultikException {
        clock.advance(Duration.ofMinutes(1));
        try (Repository here = host.open(from);
                Repository there = host.open(target)) {
            return here.copy().to(there).parallelism(parallelism).run();
        }
    }

    @Test
    void manyBlobsAreLookedForByOneListing() throws IOException {
        for (int i = 0; i < 64; i++) {
            source.put("many" + i, TestRandom.bytes(1_000 + i, 1_060_000));
        }
        save(from, source);
        FaultInjectingStorage counted = new FaultInjectingStorage(to);
        CopyResult first = copy(counted, 4);
        assertThat(first.newBlobs()).isGreaterThan(64);
        assertThat(listings(counted)).isEqualTo(1);
        // One look for the commit key, none for blobs.
        assertThat(counted.calls(StorageVerb.STAT)).isEqualTo(1);
        source.put("new", TestRandom.bytes(9_999, 70_000));
        save(from, source);
        FaultInjectingStorage again = new FaultInjectingStorage(to);
        CopyResult second = copy(again, 4);
        assertThat(second.newBlobs()).isEqualTo(2);
        assertThat(second.presentBlobs()).isGreaterThanOrEqualTo(64);
        assertThat(listings(again)).isEqualTo(1);
        try (Repository there = host.open(to)) {
            SnapshotId latest = there.latest().orElseThrow().id();
            Stored.requireFiles(there, latest, source.content());
        }
    }

    private static long listings(FaultInjectingStorage storage) {
        return storage.history().stream()
                .filter(call -> call.verb() == StorageVerb.LIST && call.key().equals(Keys.BLOBS))
                .count();
    }

    @Test
    void anyExecutorWillDo() throws IOException {
        SnapshotId id = save(from, source);
        List<Executor> executors = List.of(task -> {}, Runnable::run, task -> {
            throw new java.util.concurrent.RejectedExecutionException("full");
        });
        for (Executor executor : executors) {
            MemoryStorage target = new MemoryStorage(clock);
            host.create(target).close();
            try (Repository here = host.open(from, options -> options.executor(executor));
                    Repository there = host.open(target, options -> options.executor(executor))) {
                CopyResult result = here.copy().to(there).parallelism(4).run();
                Stored.requireFiles(there, result.copied().get(0).to().orElseThrow(), source.content());
                assertThat(result.copied().get(0).from()).isEqualTo(id);
            }
        }
    }

    @Test
    void snapshotsOfTwoKeysLiveSideBySide() throws IOException {
        save(from, source);
        MemoryStorage other = new MemoryStorage(clock);
        AgeIdentity key = AgeIdentity.generate(TestRandom.secure(99));
        TestHost second = new TestHost(folder.resolve("second"), clock);
        TestSource own = new TestSource("own").put("own", TestRandom.bytes(77, 80_000));
        SnapshotId made;
        try (Repository there = Vaultik.create(
                        other,
                        second.options().recipients(List.of(key.recipient())).identities(List.of(key)),
                        TestHost.QUICK);
                Repository here = host.open(from)) {
            made = there.snapshot().source(own).parallelism(1).run().id();
            SnapshotId copied = here.copy().to(there).run().copied().get(0).to().orElseThrow();
            Stored.requireFiles(there, made, own.content());
            assertThat(Stored.unreadable(there, copied)).containsExactly("");
            assertThat(there.verify().level(VerifyLevel.DEEP).run().isOk()).isTrue();
            assertThat(there.snapshot().source(own).parallelism(1).run().newBlobs())
                    .isZero();
        }
        try (Repository both = second.open(other, options -> options.recipients(List.of(key.recipient()))
                .identities(List.of(key, TestHost.identity())))) {
            VerifyResult result = both.verify().level(VerifyLevel.CONTENT).run();
            assertThat(result.isOk()).as("%s", result).isTrue();
        }
    }

    @Test
    void aCopyThatWasKilledAfterItsCommitIsNoTroubleForASnapshot() throws IOException {
        save(from, source);
        FaultInjectingStorage dying = new FaultInjectingStorage(to);
        dying.at(StorageVerb.DELETE, 1).dieBefore();
        copy(dying, 1);
        assertThat(Stored.keys(to, Keys.SESSIONS)).hasSize(1);
        SnapshotId own = save(to, source);
        assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        assertThat(copy(to, 1).skipped()).hasSize(1);
        try (Repository there = host.open(to)) {
            Stored.requireFiles(there, own, source.content());
            Stored.requireClean(there);
            assertThat(there.info().unreferencedBlobs()).isZero();
        }
    }

    @Test
    void closingTheTargetCancelsACopy() throws Exception {
        save(from, source);
        CountDownLatch putting = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ObjectStorage hanging = new ForwardingStorage(to) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                if (Keys.blobName(key).isPresent()) {
                    putting.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new StorageException(false, "interrupted", e);
                    }
                }
                super.put(key, body, mode);
            }
        };
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Repository here = host.open(from)) {
            Repository there = host.open(hanging);
            Thread runner = new Thread(() -> {
                try {
                    here.copy().to(there).parallelism(1).run();
                } catch (VaultikException | RuntimeException e) {
                    thrown.set(e);
                }
            });
            runner.start();
            putting.await();
            there.close();
            runner.join();
            assertThat(thrown.get()).isInstanceOf(CancelledException.class);
            assertThatThrownBy(() -> here.copy().to(there).run()).isInstanceOf(IllegalStateException.class);
        }
        assertThat(copy(to, 1).copied()).hasSize(1);
    }

    @Test
    void copiesAndSnapshotsOfTheTargetShareNothingButItsStorage() throws IOException {
        save(from, source);
        copy(to, 2);
        // The content is there, but a writer knows only what it has stored itself.
        SnapshotId own = save(to, source);
        try (Repository there = host.open(to)) {
            Stored.requireFiles(there, own, source.content());
            there.delete(List.of(own));
            there.maintenance().run();
            assertThat(there.info().unreferencedBlobs()).isZero();
            Stored.requireFiles(there, there.latest().orElseThrow().id(), source.content());
        }
    }
}
