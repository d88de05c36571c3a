package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.Pause;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy and the collection of its target: K1, K2, and what a dead copy has left. */
class CopyProtocolTest {
    private static final ObjectKey KEEPER = Keys.COLLECTION.session(CollectionKeys.maintainer("keeper"));

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private final MemoryStorage from = new MemoryStorage(clock);
    private final MemoryStorage to = new MemoryStorage(clock);
    private final TestSource source = new TestSource("s").put("file", TestRandom.bytes(1, 90_000));
    private final List<Duration> waits = new ArrayList<>();
    private Pause pause = waits::add;
    private TestHost host = new TestHost(Path.of("unused"), clock);
    private Set<String> names = Set.of();

    @BeforeEach
    void makesASnapshot() throws VaultikException {
        host = new TestHost(folder.resolve("host"), clock);
        try (Repository repository = host.create(from)) {
            repository.snapshot().source(source).parallelism(1).run();
        }
        host.create(to).close();
        clock.advance(Duration.ofMinutes(1));
        names = new HashSet<>();
        for (ObjectKey blob : Stored.keys(from, Keys.BLOBS)) {
            names.add(Keys.blobName(blob).orElseThrow());
        }
    }

    private CopyResult copy(ObjectStorage target) throws VaultikException {
        Tuning tuning =
                new Tuning(TestHost.QUICK.retries(), TestHost.QUICK.targetBlobBytes(), time -> pause.await(time));
        try (Repository here = host.open(from);
                Repository there = Vaultik.open(target, host.options(), tuning)) {
            return here.copy().to(there).parallelism(1).run();
        }
    }

    private void requireWhole() throws VaultikException {
        try (Repository there = host.open(to)) {
            List<SnapshotId> copies = Stored.snapshots(there);
            assertThat(copies).isNotEmpty();
            for (SnapshotId copy : copies) {
                Stored.requireFiles(there, copy, source.content());
            }
            there.maintenance().run();
            assertThat(there.info().unreferencedBlobs()).isZero();
            Stored.requireClean(there);
        }
    }

    private void state(long number, Set<String> condemned, Set<String> doomed) throws VaultikException {
        CollectionState state = new CollectionState(number, "test-" + number, "keeper@host", condemned, doomed);
        to.put(Keys.COLLECTION.state(number), ObjectBody.of(state.encode()), PutMode.CREATE);
    }

    private CollectionState newest() throws VaultikException {
        return new CollectionStates(to, Keys.COLLECTION).newest();
    }

    private void keeper(long number) throws VaultikException {
        SessionObject object = new SessionObject(number, "", "keeper", "keeper@host", clock.instant());
        to.put(KEEPER, ObjectBody.of(object.encode()), PutMode.REPLACE);
    }

    /** The blobs that are there, although nothing names them any more. */
    private void putBlobs() throws IOException {
        for (String name : names) {
            to.put(Keys.blob(name), ObjectBody.of(Stored.bytes(from, Keys.blob(name))), PutMode.REPLACE);
        }
    }

    @Test
    void aCondemnedBlobIsTakenOutOfTheStateBeforeItIsUsed() throws IOException {
        putBlobs();
        Set<String> condemned = new HashSet<>(names);
        condemned.add("0".repeat(64));
        state(1, condemned, Set.of());
        CopyResult result = copy(to);
        assertThat(result.newBlobs()).isZero();
        assertThat(newest().number()).isEqualTo(2);
        assertThat(newest().condemned()).containsExactly("0".repeat(64));
        requireWhole();
    }

    @Test
    void aDoomedBlobIsDeletedAndPutAgain() throws IOException {
        putBlobs();
        String bystander = "0".repeat(64);
        Set<String> doomed = new HashSet<>(names);
        doomed.add(bystander);
        to.put(Keys.blob(bystander), ObjectBody.of(new byte[] {1}), PutMode.REPLACE);
        state(1, Set.of(), doomed);
        CopyResult result = copy(to);
        assertThat(result.newBlobs()).isEqualTo(names.size());
        assertThat(to.stat(Keys.blob(bystander))).isEmpty();
        assertThat(newest().doomed()).isEmpty();
        assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        assertThat(waits).isEmpty();
        requireWhole();
    }

    @Test
    void aMaintainerThatMayStillDeleteIsWaitedFor() throws IOException {
        state(1, Set.of(), names);
        state(2, Set.of(), Set.of());
        keeper(1);
        pause = time -> {
            waits.add(time);
            if (waits.size() == 3) {
                end();
            }
        };
        CopyResult result = copy(to);
        assertThat(result.newBlobs()).isEqualTo(names.size());
        assertThat(waits).hasSize(3);
        requireWhole();
    }

    private void end() {
        to.delete(KEEPER);
    }

    @Test
    void aMaintainerThatDoesNotEndMakesItBusyAndLeavesNothing() throws VaultikException {
        state(1, Set.of(), names);
        state(2, Set.of(), Set.of());
        keeper(0);
        assertThatThrownBy(() -> copy(to)).isInstanceOf(BusyException.class).hasMessageContaining("keeper@host");
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
        assertThat(Stored.keys(to, Keys.SESSIONS)).containsExactly(KEEPER);
        assertThat(Stored.keys(to, Keys.METADATA)).isEmpty();
    }

    @Test
    void aMaintainerIsNotWaitedForIfNothingThatIsNeededWasDoomed() throws IOException {
        state(1, Set.of(), Set.of("0".repeat(64)));
        state(2, Set.of(), Set.of());
        keeper(0);
        assertThat(copy(to).copied()).hasSize(1);
        assertThat(waits).isEmpty();
    }

    @Test
    void aStateThatIsGoneMayHaveDoomedAnything() throws VaultikException {
        state(3, Set.of(), Set.of());
        keeper(1);
        assertThatThrownBy(() -> copy(to)).isInstanceOf(BusyException.class);
    }

    @Test
    void withoutATrustedCreateItWaitsForTheOwnerInPlaceOfMakingStates() throws IOException {
        String untrusted = new String(Stored.bytes(to, Keys.CONFIGURATION), StandardCharsets.UTF_8)
                .replace("\"create\":\"trusted\"", "\"create\":\"none\"");
        assertThat(untrusted).contains("none");
        to.put(Keys.CONFIGURATION, ObjectBody.of(untrusted.getBytes(StandardCharsets.UTF_8)), PutMode.REPLACE);
        state(1, names, Set.of());
        assertThatThrownBy(() -> copy(to)).isInstanceOf(BusyException.class).hasMessageContaining("owner");
        assertThat(newest().number()).isEqualTo(1);
        to.delete(Keys.COLLECTION.state(1));
        state(2, Set.of(), names);
        assertThatThrownBy(() -> copy(to)).isInstanceOf(BusyException.class);
        assertThat(newest().number()).isEqualTo(2);
        pause = time -> state3();
        assertThat(copy(to).copied()).hasSize(1);
    }

    private void state3() {
        try {
            if (newest().number() == 2) {
                state(3, Set.of(), Set.of());
            }
        } catch (VaultikException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSessionOfADeadCopyEndsWithTheNextOneAndKeepsItsBlobsUntilThen() throws IOException {
        kill(StorageVerb.PUT, 3);
        assertThat(Stored.keys(to, Keys.SESSIONS)).hasSize(1);
        int there = Stored.keys(to, Keys.BLOBS).size();
        assertThat(there).isPositive();
        clock.advance(Duration.ofMinutes(1));
        try (Repository keeper = host.open(to)) {
            keeper.maintenance().run();
            assertThat(Stored.keys(to, Keys.BLOBS)).hasSize(there);
        }
        CopyResult result = copy(to);
        assertThat(result.newBlobs()).isEqualTo(names.size() - there);
        assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        requireWhole();
    }

    @Test
    void aSnapshotOfTheSameHostEndsItToo() throws IOException {
        kill(StorageVerb.PUT, 3);
        clock.advance(Duration.ofMinutes(1));
        try (Repository there = host.open(to)) {
            there.snapshot().source(source).parallelism(1).run();
            assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        }
        copy(to);
        requireWhole();
    }

    @Test
    void theSessionOfACopyThatLivesIsLeftAlone() throws IOException {
        @Nullable CopyResult[] inner = new CopyResult[1];
        ObjectStorage slow = new ForwardingStorage(to) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                if (Keys.blobName(key).isPresent() && inner[0] == null) {
                    inner[0] = copyMeanwhile();
                }
                super.put(key, body, mode);
            }

            private CopyResult copyMeanwhile() throws StorageException {
                try {
                    return copy(to);
                } catch (StorageException e) {
                    throw e;
                } catch (VaultikException e) {
                    throw new AssertionError(e);
                }
            }
        };
        assertThat(copy(slow).copied()).hasSize(1);
        assertThat(java.util.Objects.requireNonNull(inner[0]).copied()).hasSize(1);
        assertThat(Stored.keys(to, Keys.SESSIONS)).isEmpty();
        requireWhole();
    }

    @Test
    void aRevokedCopySaysSo() throws IOException {
        ObjectStorage revoking = new ForwardingStorage(to) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                if (Keys.manifestDir(key).isPresent()) {
                    super.put(key, ObjectBody.of("{\"void\":1}".getBytes(StandardCharsets.US_ASCII)), mode);
                }
                super.put(key, body, mode);
            }
        };
        assertThatThrownBy(() -> copy(revoking)).isInstanceOf(RevokedException.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(copy(to).newBlobs()).isZero();
        requireWhole();
    }

    @Test
    void anInterruptCancelsIt() throws VaultikException {
        ObjectStorage interrupting = new ForwardingStorage(to) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                super.put(key, body, mode);
                if (Keys.blobName(key).isPresent()) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        assertThatThrownBy(() -> copy(interrupting)).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Stored.keys(to, Keys.METADATA)).isEmpty();
        assertThat(copy(to).copied()).hasSize(1);
    }

    /** Kills a copy before one of its calls. */
    private void kill(StorageVerb verb, int n) {
        FaultInjectingStorage dying = new FaultInjectingStorage(to);
        dying.at(verb, n).dieBefore();
        assertThatThrownBy(() -> copy(dying)).isInstanceOf(StorageException.class);
    }
}
