package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyOp;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verification that reads a share at a time and remembers which. */
class VerifyBudgetTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final Map<ObjectKey, Integer> reads = new HashMap<>();
    private final ObjectStorage counted = new ForwardingStorage(storage) {
        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            if (key.value().startsWith(Keys.BLOBS)) {
                reads.merge(key, 1, Integer::sum);
                host.clock().advance(Duration.ofMinutes(1));
            }
            return super.open(key);
        }
    };
    private TestHost host = new TestHost(Path.of(""), new TestClock());
    private final TestSource source = new TestSource("s");

    @BeforeEach
    void manyBlobs() throws IOException {
        host = new TestHost(folder, new TestClock());
        try (Repository repository = host.create(storage)) {
            for (int i = 0; i < 6; i++) {
                source.put("file" + i, TestRandom.bytes(i, 100_000));
                repository.snapshot().source(source).run();
                host.clock().advance(Duration.ofHours(1));
            }
        }
        assertThat(blobs()).hasSize(12);
    }

    @Test
    void everyBlobIsReadInItsTurn() throws VaultikException {
        for (VerifyLevel level : List.of(VerifyLevel.DEEP, VerifyLevel.CONTENT)) {
            reads.clear();
            long budget = bytes() / 5;
            long unread = blobs().size();
            for (int night = 0; night < 20; night++) {
                VerifyResult result = verify(counted, level, budget);
                assertThat(result.isOk()).isTrue();
                assertThat(result.checkedBytes()).isBetween(1L, budget);
                VerifyResult.Coverage coverage = result.coverage().orElseThrow();
                assertThat(coverage.neverRead()).isEqualTo(Math.max(0, unread - coverage.readNow()));
                assertThat(coverage.oldest()).isPresent();
                unread = coverage.neverRead();
                requireTurns();
            }
            assertThat(unread).isZero();
        }
    }

    /** No blob has had two turns more than another. */
    private void requireTurns() throws VaultikException {
        IntSummaryStatistics turns =
                blobs().stream().mapToInt(key -> reads.getOrDefault(key, 0)).summaryStatistics();
        assertThat(turns.getMax() - turns.getMin()).isLessThanOrEqualTo(1);
    }

    @Test
    void newBlobsComeFirst() throws VaultikException {
        verify(counted, VerifyLevel.DEEP, Long.MAX_VALUE);
        reads.clear();
        source.put("new", TestRandom.bytes(77, 100_000));
        List<ObjectKey> before = blobs();
        try (Repository repository = host.open(storage)) {
            repository.snapshot().source(source).run();
        }
        verify(counted, VerifyLevel.DEEP, 1);
        assertThat(reads).hasSize(1);
        assertThat(before).doesNotContainAnyElementsOf(reads.keySet());
    }

    @Test
    void aBudgetOfTimeEndsTheReading() throws VaultikException {
        // Each blob takes a minute.
        try (Repository repository = host.open(counted)) {
            VerifyResult result = repository
                    .verify()
                    .level(VerifyLevel.DEEP)
                    .parallelism(1)
                    .budget(Duration.ofMinutes(3))
                    .run();
            assertThat(result.coverage().orElseThrow().readNow()).isEqualTo(4);
        }
    }

    @Test
    void damageIsToldUntilItIsGone() throws IOException {
        ObjectKey bad = blobs().get(0);
        byte[] whole = Stored.bytes(storage, bad);
        byte[] flipped = whole.clone();
        flipped[flipped.length / 2] ^= 1;
        storage.put(bad, ObjectBody.of(flipped), PutMode.REPLACE);
        assertThat(verify(counted, VerifyLevel.DEEP, Long.MAX_VALUE).damaged()).hasSize(1);
        for (int night = 0; night < 3; night++) {
            VerifyResult result = verify(counted, VerifyLevel.DEEP, 1);
            assertThat(result.damaged()).extracting(VerifyResult.Damage::object).containsExactly(bad.value());
            assertThat(result.affectedSnapshots()).isNotEmpty();
        }
        storage.put(bad, ObjectBody.of(whole), PutMode.REPLACE);
        assertThat(verify(counted, VerifyLevel.DEEP, 1).isOk()).isTrue();
    }

    @Test
    void damageThatTheBudgetDoesNotReachIsToldAsWell() throws IOException {
        List<ObjectKey> bad = blobs().subList(0, 3);
        for (ObjectKey key : bad) {
            byte[] bytes = Stored.bytes(storage, key);
            bytes[bytes.length / 2] ^= 1;
            storage.put(key, ObjectBody.of(bytes), PutMode.REPLACE);
        }
        verify(counted, VerifyLevel.DEEP, Long.MAX_VALUE);
        VerifyResult result = verify(counted, VerifyLevel.DEEP, 1);
        assertThat(result.damaged())
                .extracting(VerifyResult.Damage::object)
                .containsExactlyInAnyOrderElementsOf(
                        bad.stream().map(ObjectKey::value).toList());
        assertThat(result.coverage().orElseThrow().readNow()).isEqualTo(1);
    }

    @Test
    void whatAFailedRunHasReadIsRemembered() throws VaultikException {
        FaultInjectingStorage dying = new FaultInjectingStorage(counted);
        dying.at(StorageVerb.OPEN, 17).dieBefore();
        assertThatThrownBy(() -> verify(dying, VerifyLevel.DEEP, Long.MAX_VALUE))
                .isInstanceOf(StorageException.class);
        int read = reads.size();
        assertThat(read).isPositive();
        VerifyResult rest = verify(counted, VerifyLevel.DEEP, 1);
        assertThat(rest.coverage().orElseThrow().neverRead()).isEqualTo(blobs().size() - read - 1);
        assertThat(reads).allSatisfy((key, count) -> assertThat(count).isEqualTo(1));
    }

    @Test
    void aClockThatWasAheadDoesNotChangeTheTurns() throws VaultikException {
        Instant right = host.clock().instant();
        host.clock().set(right.plus(Duration.ofDays(366)));
        verify(counted, VerifyLevel.DEEP, bytes() / 2);
        host.clock().set(right);
        for (int night = 0; night < 20; night++) {
            verify(counted, VerifyLevel.DEEP, bytes() / 5);
            requireTurns();
        }
    }

    @Test
    void whatIsDeletedIsForgotten() throws VaultikException {
        verify(counted, VerifyLevel.DEEP, Long.MAX_VALUE);
        try (Repository repository = host.open(storage)) {
            repository.delete(Stored.snapshots(repository));
            for (ObjectKey key : blobs()) {
                storage.delete(key);
            }
            assertThat(verify(repository, VerifyLevel.DEEP, 1).coverage().orElseThrow())
                    .isEqualTo(new VerifyResult.Coverage(0, 0, Optional.empty()));
        }
    }

    @Test
    void aBudgetNeedsALevelThatReads() throws VaultikException {
        try (Repository repository = host.open(storage)) {
            VerifyOp verify = repository.verify().budget(1);
            assertThatThrownBy(verify::run).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> repository.verify().budget(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> repository.verify().budget(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(repository.verify().run().coverage()).isEmpty();
        }
    }

    private VerifyResult verify(ObjectStorage through, VerifyLevel level, long budget) throws VaultikException {
        try (Repository repository = host.open(through)) {
            return verify(repository, level, budget);
        }
    }

    private static VerifyResult verify(Repository repository, VerifyLevel level, long budget) throws VaultikException {
        return repository.verify().level(level).budget(budget).parallelism(1).run();
    }

    private List<ObjectKey> blobs() throws VaultikException {
        return Stored.keys(storage, Keys.BLOBS);
    }

    private long bytes() throws VaultikException {
        long sum = 0;
        for (ObjectKey key : blobs()) {
            sum += storage.stat(key).orElseThrow().length();
        }
        return sum;
    }
}
