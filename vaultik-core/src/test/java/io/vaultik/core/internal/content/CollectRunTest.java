package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.StoreCollection;
import io.vaultik.core.Stores;
import io.vaultik.core.Vaultik;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.ReadOnlyStorage;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.store.CollectionResult;
import io.vaultik.store.Digest;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.PushSession;
import io.vaultik.store.StoreSession;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectRunTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final StreamStore store = Vaultik.store(storage);

    private static CollectionResult collect(ObjectStorage storage) throws VaultikException {
        return StoreCollection.in(storage).exclusive(true).run();
    }

    /** What is there but states. */
    private static List<String> left(ObjectStorage storage) throws IOException {
        return Trees.keys(storage).stream()
                .filter(key -> !key.startsWith(".gc/"))
                .toList();
    }

    @Test
    void aPushKeepsItsSessionWhileTheManifestMayStillArriveThoughAnotherOneIsThere() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 3, 1);
        ObjectStorage silent = new ForwardingStorage(storage) {
            @Override
            public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
                super.put(key, body, mode);
                if (key.value().startsWith(StoreKeys.MANIFESTS)) {
                    throw new StorageException(false, "no answer", null);
                }
            }
        };
        try (PushSession push = new StorageStore(silent, silent).beginPush(manifest)) {
            push.commit();
        }
        assertThat(collect(storage).sessions()).hasSize(1);
        store.deleteManifest(manifest.id());
        CollectionResult blocked = collect(storage);
        assertThat(blocked.deleted()).isZero();
        assertThat(blocked.blockedBy()).hasSize(1);
    }

    @Test
    void removesWhatNoManifestNamesAndNothingElse(@TempDir Path folder) throws IOException {
        ObjectStorage files = FileStorage.at(folder);
        StreamStore both = Vaultik.store(files);
        DirectoryManifest kept = SyncRunTest.fill(both, 30, 1);
        DirectoryManifest deleted = SyncRunTest.fill(both, 45, 1);
        List<String> before = Trees.keys(files);
        both.deleteManifest(deleted.id());
        CollectionResult plan = StoreCollection.in(files).dryRun(true).run();
        assertThat(plan.unreferenced()).isEqualTo(10);
        assertThat(plan.deleted()).isZero();
        assertThat(Trees.keys(files)).hasSameSizeAs(before.subList(1, before.size()));
        CollectionResult result = collect(files);
        assertThat(result.manifests()).isEqualTo(1);
        assertThat(result.objects()).isEqualTo(30);
        assertThat(result.unreferenced()).isEqualTo(10);
        assertThat(result.unreferencedBytes())
                .isEqualTo(plan.unreferencedBytes())
                .isPositive();
        assertThat(result.deleted()).isEqualTo(10);
        assertThat(result.deletedBytes()).isEqualTo(result.unreferencedBytes());
        assertThat(result.blockedBy()).isEmpty();
        assertThat(result.sessions()).isEmpty();
        assertThat(result.calls()).isPositive();
        assertThat(left(files)).hasSize(21);
        assertThat(Stores.verify(both, kept.id()).isOk()).isTrue();
        CollectionResult again = collect(files);
        assertThat(again.unreferenced()).isZero();
        assertThat(again.deleted()).isZero();
        assertThat(new CollectionStates(files, StoreKeys.COLLECTION).newest().number())
                .as("nothing to do makes no state")
                .isEqualTo(3);
    }

    @Test
    void isRefusedWhereOthersMayPush() throws IOException {
        SyncRunTest.fill(store, 3, 1);
        assertThatThrownBy(() -> StoreCollection.in(storage).run()).isInstanceOf(NotPermittedException.class);
        StoreCollection once = StoreCollection.in(storage).exclusive(true);
        once.run();
        assertThatIllegalStateException().isThrownBy(once::run);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreCollection.in(storage).dead("../x"));
    }

    @Test
    void aPushUnderWayKeepsWhatItFoundAndWhatItPut() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 30, 1);
        store.deleteManifest(manifest.id());
        try (PushSession session = store.beginPush(manifest)) {
            CollectionResult result = collect(storage);
            assertThat(result.deleted()).isZero();
            assertThat(result.sessions()).hasSize(1);
            assertThat(store.objectsNeeded(digests(manifest))).isEmpty();
            session.commit();
        }
        assertThat(collect(storage).unreferenced()).isZero();
        assertThat(Stores.verify(store, manifest.id()).isOk()).isTrue();
    }

    private static List<Digest> digests(DirectoryManifest manifest) {
        return java.util.stream.StreamSupport.stream(manifest.spliterator(), false)
                .map(entry -> Digest.ofHex(entry.checksum()))
                .toList();
    }

    @Test
    void aPushThatBeganBeforeTheStateBlocksUntilItIsSaidToBeDead() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 3, 1);
        DirectoryManifest other = SyncRunTest.fill(store, 6, 40);
        PushSession dead = store.beginPush(manifest);
        store.deleteManifest(other.id());
        // What is older than the session is condemned, and waits for it.
        CollectionResult first = collect(storage);
        assertThat(first.unreferenced()).isEqualTo(4);
        assertThat(first.deleted()).isZero();
        assertThat(first.blockedBy()).hasSize(1);
        StoreSession session = first.blockedBy().get(0);
        assertThat(session.kind()).isEqualTo(StoreSession.Kind.PUSH);
        assertThat(session.client()).contains("@");
        CollectionResult again = collect(storage);
        assertThat(again.blockedBy()).containsExactly(session);
        assertThat(again.unreferenced()).isEqualTo(4);
        assertThatThrownBy(() -> StoreCollection.in(storage)
                        .exclusive(true)
                        .dead(session.id())
                        .dead("nobody")
                        .run())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("nobody");
        CollectionResult last =
                StoreCollection.in(storage).exclusive(true).dead(session.id()).run();
        assertThat(last.deleted()).isEqualTo(4);
        assertThat(last.blockedBy()).isEmpty();
        assertThat(left(storage)).hasSize(3);
        dead.close();
    }

    @Test
    void whatIsDoomedIsDeletedByWhoeverNeedsItsName() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 6, 1);
        store.deleteManifest(manifest.id());
        String name = digests(manifest).get(0).hex();
        CollectionState state = new CollectionState(7, "x", "tester@host", Set.of(), Set.of(name));
        storage.put(StoreKeys.COLLECTION.state(7), ObjectBody.of(state.encode()), PutMode.CREATE);
        PushSession session = store.beginPush(manifest);
        assertThat(store.objectsNeeded(digests(manifest)).get(0).hex()).isEqualTo(name);
        assertThat(new CollectionStates(storage, StoreKeys.COLLECTION).newest().doomed())
                .isEmpty();
        session.close();
        assertThat(Trees.keys(storage).stream().filter(key -> key.startsWith(".sessions/")))
                .isEmpty();
    }

    @Test
    void waitsForACollectionThatMayStillDeleteAndSaysWhose() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 6, 1);
        store.deleteManifest(manifest.id());
        StoreClient client = StoreClient.named("ops@there");
        String open = "maintenance/abc";
        storage.put(
                StoreKeys.COLLECTION.session(open),
                ObjectBody.of(client.session("abc", "").encode()),
                PutMode.CREATE);
        CollectionState state = new CollectionState(7, "x", "tester@host", Set.of(), Set.of());
        storage.put(StoreKeys.COLLECTION.state(7), ObjectBody.of(state.encode()), PutMode.CREATE);
        int[] waits = new int[1];
        StoreClient patient =
                new StoreClient("me@here", client.clock(), client.random(), time -> waits[0]++, client.questions());
        StorageStore waiting = new StorageStore(storage, storage, patient);
        assertThatThrownBy(() -> waiting.beginPush(manifest))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining(open)
                .hasMessageContaining("ops@there");
        assertThat(waits[0]).isBetween(20, 100);
        assertThat(Trees.keys(storage).stream().filter(key -> key.startsWith(".sessions/")))
                .hasSize(1);
        StoreClient ending = new StoreClient(
                "me@here",
                client.clock(),
                client.random(),
                time -> storage.delete(StoreKeys.COLLECTION.session(open)),
                client.questions());
        new StorageStore(storage, storage, ending).beginPush(manifest).close();
    }

    @Test
    void aDamagedManifestEndsItBeforeAnythingIsRemoved() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 6, 1);
        store.putObject(Hashing.digest(new byte[5]), ObjectBody.of(new byte[5]));
        storage.put(StoreKeys.manifest(manifest.id()), ObjectBody.of(new byte[9]), PutMode.REPLACE);
        List<String> before = Trees.keys(storage);
        assertThatThrownBy(() -> collect(storage)).isInstanceOf(IntegrityException.class);
        assertThat(Trees.keys(storage)).isEqualTo(before);
    }

    @Test
    void aSessionOrStateThatCannotBeReadEndsIt() throws IOException {
        SyncRunTest.fill(store, 6, 1);
        ObjectKey session = StoreKeys.COLLECTION.session("x");
        for (String text : List.of("{", "{\"format\":2}", "")) {
            storage.put(session, ObjectBody.of(text.getBytes(StandardCharsets.US_ASCII)), PutMode.REPLACE);
            assertThatThrownBy(() -> collect(storage))
                    .isInstanceOfAny(MalformedException.class, UnsupportedFormatException.class);
        }
        storage.delete(session);
        storage.put(StoreKeys.COLLECTION.state(1), ObjectBody.of(new byte[] {'{'}), PutMode.REPLACE);
        assertThatThrownBy(() -> collect(storage)).isInstanceOf(MalformedException.class);
        assertThat(Trees.content(storage)).hasSize(5);
    }

    @Test
    void readsTheManifestsOfEveryStoreOfAPool() throws IOException {
        MemoryStorage a = new MemoryStorage();
        MemoryStorage b = new MemoryStorage();
        SyncRunTest.fill(Vaultik.splitStore(storage, a), 30, 1);
        DirectoryManifest ofB = SyncRunTest.fill(Vaultik.splitStore(storage, b), 30, 100);
        assertThat(StoreCollection.in(storage)
                        .manifests(a)
                        .manifests(b)
                        .exclusive(true)
                        .run()
                        .deleted())
                .isZero();
        Vaultik.splitStore(storage, b).deleteManifest(ofB.id());
        CollectionResult result = StoreCollection.in(storage)
                .manifests(a)
                .manifests(b)
                .exclusive(true)
                .run();
        assertThat(result.deleted()).isEqualTo(20);
        assertThat(Trees.content(storage)).hasSize(20);
    }

    @Test
    void whatMayNotBeDeletedStaysDoomedAndTheRestGoes() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 6, 1);
        store.deleteManifest(manifest.id());
        ObjectKey locked = StoreKeys.object(digests(manifest).get(0));
        ForwardingStorage locking = new ForwardingStorage(storage) {
            @Override
            public void delete(ObjectKey key) throws StorageException {
                if (key.equals(locked)) {
                    throw new StorageDeniedException("{} is locked", null, key);
                }
                super.delete(key);
            }

            @Override
            public void deleteAll(java.util.Collection<ObjectKey> keys) throws StorageException {
                for (ObjectKey key : keys) {
                    delete(key);
                }
            }
        };
        CollectionResult result = collect(locking);
        assertThat(result.deleted()).isEqualTo(3);
        assertThat(Trees.content(storage)).containsExactly(locked.value());
        assertThat(collect(locking).deleted()).isZero();
        assertThat(collect(storage).deleted()).isEqualTo(1);
        assertThat(left(storage)).isEmpty();
    }

    @Test
    void stoppedAtAnyCallItIsContinuedByTheNextOne() throws IOException {
        FaultInjectingStorage counted = new FaultInjectingStorage(prepared());
        collect(counted);
        for (long call = 1; call <= counted.calls(); call++) {
            for (boolean after : new boolean[] {false, true}) {
                MemoryStorage memory = prepared();
                FaultInjectingStorage faults = new FaultInjectingStorage(memory);
                if (after) {
                    faults.at(call).dieAfter();
                } else {
                    faults.at(call).dieBefore();
                }
                assertThatThrownBy(() -> collect(faults)).isInstanceOf(VaultikException.class);
                CollectionResult plan = StoreCollection.in(memory).dryRun(true).run();
                StoreCollection next = StoreCollection.in(memory).exclusive(true);
                plan.sessions().forEach(session -> next.dead(session.id()));
                next.run();
                assertThat(left(memory)).as("call %d", call).hasSize(5);
            }
        }
        System.out.println("collect killed: " + 2 * counted.calls() + " cases");
    }

    private static MemoryStorage prepared() throws IOException {
        MemoryStorage memory = new MemoryStorage();
        StreamStore both = Vaultik.store(memory);
        SyncRunTest.fill(both, 6, 1);
        both.deleteManifest(SyncRunTest.fill(both, 9, 100).id());
        return memory;
    }

    @Test
    void aStorageThatCannotDeleteOrListIsRefusedAndPushedToWithoutASession() throws IOException {
        DirectoryManifest manifest = SyncRunTest.fill(store, 6, 1);
        for (Capability missing : List.of(Capability.LIST, Capability.DELETE, Capability.ATOMIC_CREATE)) {
            ForwardingStorage less = new ForwardingStorage(storage) {
                @Override
                public Set<Capability> capabilities() {
                    Set<Capability> left = EnumSet.copyOf(super.capabilities());
                    left.remove(missing);
                    return left;
                }
            };
            assertThatThrownBy(() -> collect(less))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("cannot be collected");
            if (missing != Capability.ATOMIC_CREATE) {
                FaultInjectingStorage watched = new FaultInjectingStorage(less);
                Vaultik.store(watched).beginPush(manifest).close();
                assertThat(watched.calls()).isZero();
            }
        }
        assertThatThrownBy(() -> collect(new ReadOnlyStorage(storage))).isInstanceOf(StorageException.class);
    }
}
