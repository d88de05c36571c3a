package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.core.StoreSync;
import io.vaultik.core.Stores;
import io.vaultik.core.Vaultik;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.ReadOnlyStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.Progress;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestEntry.Kind;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import io.vaultik.store.SyncResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncRunTest {
    @TempDir
    private Path temp;

    private final MemoryStorage from = new MemoryStorage();
    private final MemoryStorage to = new MemoryStorage();

    /** Stores a manifest and its objects: files with lengths from 0 on, every third of them a duplicate. */
    static DirectoryManifest fill(StreamStore store, int files, int seed) throws VaultikException {
        List<ManifestEntry> entries = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            int content = i - (i % 3 == 2 ? 1 : 0);
            byte[] bytes = TestRandom.bytes(seed + content, 10 + content % 50);
            Digest digest = Hashing.digest(bytes);
            store.putObject(digest, ObjectBody.of(bytes));
            entries.add(new ManifestEntry(Kind.FILE, "644", digest.hex(), bytes.length, "./" + i));
        }
        DirectoryManifest manifest = Manifests.of(entries);
        store.putManifest(manifest);
        return manifest;
    }

    private static StreamStore store(ObjectStorage storage) {
        return new StorageStore(storage, storage);
    }

    private static StoreSync sync(ObjectStorage from, ObjectStorage to) {
        return StoreSync.from(store(from)).to(store(to));
    }

    @Test
    void copiesWhatIsMissingAndTheManifestLast() throws IOException {
        DirectoryManifest manifest = fill(store(from), 30, 1);
        FaultInjectingStorage watched = new FaultInjectingStorage(to);
        List<Progress> told = new ArrayList<>();
        SyncResult result =
                sync(from, watched).id(manifest.id()).listener(told::add).run();
        assertThat(result.manifests()).isEqualTo(1);
        assertThat(result.copied() + result.skipped()).isEqualTo(20);
        assertThat(result.skipped()).isZero();
        assertThat(result.bytes()).isPositive();
        assertThat(result.calls()).isPositive();
        assertThat(Trees.keys(to)).isEqualTo(Trees.keys(from));
        List<String> put = watched.history().stream()
                .filter(call -> call.verb() == StorageVerb.PUT)
                .map(call -> call.key())
                .toList();
        assertThat(put.get(0)).startsWith(".sessions/");
        assertThat(put.get(put.size() - 1)).startsWith(".manifests/");
        assertThat(watched.history().get(watched.history().size() - 1).verb()).isEqualTo(StorageVerb.DELETE);
        assertThat(told.get(told.size() - 1).last()).isTrue();
        assertThat(told.get(told.size() - 1).itemsDone()).isEqualTo(20);
    }

    @Test
    void stopsAtOnceIfTheManifestIsThere() throws IOException {
        DirectoryManifest manifest = fill(store(from), 30, 1);
        sync(from, to).id(manifest.id()).run();
        CountingStorage a = new CountingStorage(from);
        CountingStorage b = new CountingStorage(to);
        SyncResult again = sync(a, b).id(manifest.id()).run();
        assertThat(again.present()).isEqualTo(1);
        assertThat(again.copied()).isZero();
        assertThat(a.counts().allCalls()).isZero();
        assertThat(b.counts().allCalls()).isEqualTo(1);
    }

    @Test
    void countsInADryRunAndWritesNothing() throws IOException {
        DirectoryManifest manifest = fill(store(from), 30, 1);
        SyncResult dry = sync(from, to).id(manifest.id()).dryRun(true).run();
        assertThat(Trees.keys(to)).isEmpty();
        SyncResult real = sync(from, to).id(manifest.id()).run();
        assertThat(dry.copied()).isEqualTo(real.copied());
        assertThat(dry.bytes()).isEqualTo(real.bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void killedAtEveryCallLeavesNoManifestWithoutObjects(int parallelism) throws IOException {
        DirectoryManifest manifest = fill(store(from), 12, 1);
        int cases = 0;
        for (boolean source : List.of(false, true)) {
            FaultInjectingStorage counted = new FaultInjectingStorage(source ? from : new MemoryStorage());
            (source ? sync(counted, new MemoryStorage()) : sync(from, counted))
                    .id(manifest.id())
                    .parallelism(parallelism)
                    .run();
            for (long call = 1; call <= counted.calls(); call++) {
                for (int fault = 0; fault < 3; fault++) {
                    killed(manifest, source, call, fault, parallelism);
                    cases++;
                }
            }
        }
        System.out.println("sync killed: " + cases + " cases with " + parallelism + " lanes");
    }

    private void killed(DirectoryManifest manifest, boolean source, long call, int fault, int parallelism)
            throws IOException {
        MemoryStorage destination = new MemoryStorage();
        FaultInjectingStorage faults = new FaultInjectingStorage(source ? from : destination);
        switch (fault) {
            case 0 -> faults.at(call).dieBefore();
            case 1 -> faults.at(call).dieAfter();
            default -> faults.at(call).failAfter();
        }
        StoreSync first = source ? sync(faults, destination) : sync(from, faults);
        boolean acknowledged = false;
        try {
            SyncResult result = first.id(manifest.id()).parallelism(parallelism).run();
            acknowledged = true;
            // A manifest whose put was not answered is looked for; a session that could not be ended is an alert.
            assertThat(result.manifests()).isEqualTo(1);
            assertThat(result.errors().failedCount()).isZero();
        } catch (VaultikException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        StreamStore survivor = store(destination);
        long manifests = Trees.content(destination).stream()
                .filter(key -> key.startsWith(".manifests/"))
                .count();
        long objects = Trees.content(destination).size() - manifests;
        assertThat(manifests).isGreaterThanOrEqualTo(acknowledged ? 1 : 0);
        if (manifests > 0) {
            assertThat(Stores.verify(survivor, manifest.id()).isOk()).isTrue();
        }
        SyncResult next = sync(from, destination).id(manifest.id()).run();
        assertThat(next.copied()).isEqualTo(manifests > 0 ? 0 : 8 - objects);
        assertThat(Stores.verify(survivor, manifest.id()).isOk()).isTrue();
    }

    @Test
    void putsNoManifestWhenAnObjectIsMissingOrDamaged() throws IOException {
        DirectoryManifest manifest = fill(store(from), 30, 1);
        List<String> objects = Trees.keys(from).stream()
                .filter(key -> key.startsWith(".objects/"))
                .toList();
        from.delete(ObjectKey.of(objects.get(3)));
        from.put(ObjectKey.of(objects.get(5)), ObjectBody.of(new byte[7]), PutMode.REPLACE);
        assertThatThrownBy(() -> sync(from, to).id(manifest.id()).run())
                .isInstanceOfSatisfying(IncompleteException.class, e -> {
                    assertThat(e.errors().failedCount()).isEqualTo(2);
                    assertThat(e.errors().items())
                            .extracting(item -> item.cause())
                            .containsExactlyInAnyOrder("NotFoundException", "IntegrityException");
                });
        assertThat(Trees.keys(to)).hasSize(18).allMatch(key -> key.startsWith(".objects/"));
    }

    @Test
    void saysThatTheManifestIsNotThere() {
        assertThatThrownBy(
                        () -> sync(from, to).id(ManifestId.of("0".repeat(64))).run())
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void copiesEverythingAndPrunesManifestsButNoObjects() throws IOException {
        DirectoryManifest one = fill(store(from), 5, 1);
        DirectoryManifest two = fill(store(from), 7, 100);
        DirectoryManifest old = fill(store(to), 3, 500);
        int objectsBefore = Trees.keys(to).size() - 1;

        SyncResult dry = sync(from, to).all().mirror(true).dryRun(true).run();
        assertThat(dry.removed()).containsExactly(old.id());
        assertThat(Trees.keys(to)).hasSize(objectsBefore + 1);

        SyncResult result = sync(from, to).all().mirror(true).run();
        assertThat(result.manifests()).isEqualTo(2);
        assertThat(result.removed()).containsExactly(old.id());
        assertThat(store(to).hasManifest(one.id()) && store(to).hasManifest(two.id()))
                .isTrue();
        assertThat(Trees.keys(to)).hasSize(objectsBefore + Trees.keys(from).size());
    }

    @Test
    void refusesAMirrorThatCannotDeleteBeforeItTouchesAnything() throws IOException {
        fill(store(from), 5, 1);
        CountingStorage counting = new CountingStorage(new WithoutDelete(to));
        assertThatThrownBy(() -> sync(from, counting).all().mirror(true).run())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("mirror");
        assertThat(counting.counts().allCalls()).isZero();
        assertThatThrownBy(() -> sync(from, new ReadOnlyStorage(to)).all().run())
                .isInstanceOf(StorageException.class);
    }

    @Test
    void asksForASourceAndOneOfTheWaysToChoose() {
        assertThatIllegalStateException().isThrownBy(() -> sync(from, to).run());
        assertThatIllegalStateException()
                .isThrownBy(() -> StoreSync.from(store(from)).all().run());
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        sync(from, to).all().id(ManifestId.of("0".repeat(64))).run());
    }

    @Test
    void endsWhenItIsInterrupted() throws IOException {
        DirectoryManifest manifest = fill(store(from), 30, 1);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> sync(from, to).id(manifest.id()).run()).isInstanceOf(CancelledException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void cancelledAtEveryCallLeavesNoManifestWithoutObjects() throws IOException {
        DirectoryManifest manifest = fill(store(from), 12, 1);
        FaultInjectingStorage counted = new FaultInjectingStorage(new MemoryStorage());
        sync(from, counted).id(manifest.id()).parallelism(3).run();
        Thread caller = Thread.currentThread();
        for (long call = 1; call <= counted.calls(); call++) {
            MemoryStorage destination = new MemoryStorage();
            FaultInjectingStorage faults = new FaultInjectingStorage(destination);
            faults.at(call).runBefore(caller::interrupt);
            boolean done = false;
            try {
                sync(from, faults).id(manifest.id()).parallelism(3).run();
                done = true;
            } catch (CancelledException e) {
                assertThat(e.errors().failure()).contains(e);
            }
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store(destination).hasManifest(manifest.id())).isEqualTo(done);
            sync(from, destination).id(manifest.id()).run();
            assertThat(Stores.verify(store(destination), manifest.id()).isOk()).isTrue();
        }
    }

    @Test
    void copiesBetweenAFolderAndMemoryAndASharedPool() throws IOException {
        try (FileStorage folder = FileStorage.at(temp.resolve("store"))) {
            DirectoryManifest manifest = fill(Vaultik.store(folder), 30, 1);
            StreamStore pooled = Vaultik.splitStore(to, new MemoryStorage());
            assertThat(StoreSync.from(Vaultik.store(folder))
                            .to(pooled)
                            .id(manifest.id())
                            .run()
                            .copied())
                    .isEqualTo(20);
            StreamStore second = Vaultik.splitStore(to, new MemoryStorage());
            SyncResult again =
                    StoreSync.from(pooled).to(second).id(manifest.id()).run();
            assertThat(again.copied()).isZero();
            assertThat(again.skipped()).isEqualTo(20);
            assertThat(Stores.verify(second, manifest.id()).isOk()).isTrue();
        }
    }

    /** 10,000 objects, 20 ms a call in both storages: 400 s of waiting, at most 10 s of time. */
    @Test
    void waitsForManyCallsAtOnce() throws IOException {
        DirectoryManifest manifest = fill(store(from), 15_000, 1);
        long start = System.nanoTime();
        SyncResult result = sync(new Slow(from), new Slow(to)).id(manifest.id()).run();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.println("sync of " + result.copied() + " objects at 20 ms a call: " + seconds + " s");
        assertThat(result.copied() + result.skipped()).isEqualTo(10_000);
        assertThat(seconds).isLessThan(10);
    }

    /** A storage behind a network: each call takes 20 ms. */
    private static final class Slow extends ForwardingStorage {
        Slow(ObjectStorage delegate) {
            super(delegate);
        }

        private static void delay() {
            LockSupport.parkNanos(20_000_000);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            delay();
            super.put(key, body, mode);
        }

        @Override
        public ObjectContent open(ObjectKey key) throws StorageException {
            delay();
            return super.open(key);
        }

        @Override
        public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
            delay();
            return super.stat(key);
        }

        @Override
        public void list(String prefix, ObjectVisitor visitor) throws StorageException {
            delay();
            super.list(prefix, visitor);
        }
    }

    private static final class WithoutDelete extends ForwardingStorage {
        WithoutDelete(ObjectStorage delegate) {
            super(delegate);
        }

        @Override
        public Set<Capability> capabilities() {
            Set<Capability> left = EnumSet.copyOf(super.capabilities());
            left.remove(Capability.DELETE);
            return Set.copyOf(left);
        }
    }
}
