package io.vaultik.core.internal.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What became of a writer, what is the newest state, and what the deletion of a snapshot leaves. */
class CollectionProtocolTest {
    private static final String DIR = "2024-01-15-143052-host";
    private static final byte[] MANIFEST = "manifest".getBytes(StandardCharsets.US_ASCII);

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void theFateOfASessionFollowsFromItsKeyAndItsObject() throws VaultikException {
        for (boolean object : new boolean[] {false, true}) {
            if (object) {
                put(Keys.session(DIR), "session");
            }
            storage.delete(Keys.manifest(DIR));
            assertThat(SessionFate.of(storage, DIR).kind())
                    .isEqualTo(object ? SessionFate.Kind.UNDECIDED : SessionFate.Kind.GONE);
            put(Keys.manifest(DIR), "manifest");
            SessionFate committed = SessionFate.of(storage, DIR);
            assertThat(committed.kind()).isEqualTo(SessionFate.Kind.COMMITTED);
            assertThat(committed.manifest()).contains(MANIFEST);
            put(Keys.manifest(DIR), "{\"void\":1}");
            assertThat(SessionFate.of(storage, DIR).kind()).isEqualTo(SessionFate.Kind.GONE);
            assertThat(SessionFate.of(storage, DIR).manifest()).isEmpty();
        }
    }

    @Test
    void aWriterThatEndsBetweenTheTwoCallsIsNotTakenForGone() throws VaultikException {
        put(Keys.session(DIR), "session");
        FaultInjectingStorage calls = new FaultInjectingStorage(storage);
        SessionFate.of(calls, DIR);
        assertThat(calls.history()).extracting(call -> call.verb()).containsExactly(StorageVerb.OPEN, StorageVerb.STAT);
        assertThat(calls.history().get(0).key()).isEqualTo(Keys.manifest(DIR).value());
    }

    @Test
    void aFateThatCannotBeAskedForIsAFailure() {
        FaultInjectingStorage faults = new FaultInjectingStorage(storage);
        faults.at(1).failBefore();
        assertThatThrownBy(() -> SessionFate.of(faults, DIR)).isInstanceOf(StorageException.class);
        faults.at(3).failBefore();
        assertThatThrownBy(() -> SessionFate.of(faults, DIR)).isInstanceOf(StorageException.class);
    }

    @Test
    void theNewestStateIsTheHighestNumber() throws VaultikException {
        assertThat(new CollectionStates(storage, Keys.COLLECTION).newest()).isEqualTo(CollectionState.INITIAL);
        publish(1);
        publish(2);
        publish(10);
        put(ObjectKey.of("gc/junk.json"), "x");
        put(ObjectKey.of("gc/99999999999999999999.json"), "x");
        CollectionState newest = new CollectionStates(storage, Keys.COLLECTION).newest();
        assertThat(newest.number()).isEqualTo(10);
        assertThat(newest.id()).isEqualTo("id10");
    }

    @Test
    void aStateThatVanishesAfterTheListIsLookedForAgain() throws VaultikException {
        publish(1);
        publish(2);
        // A listing may show what was deleted while it ran; the next one does not.
        ForwardingStorage vanishing = new ForwardingStorage(storage) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                if (key.equals(Keys.COLLECTION.state(2))) {
                    super.delete(key);
                    publishQuietly(3);
                }
                return super.open(key);
            }
        };
        assertThat(new CollectionStates(vanishing, Keys.COLLECTION).newest().number())
                .isEqualTo(3);
    }

    private void publishQuietly(long number) throws StorageException {
        storage.put(Keys.COLLECTION.state(number), ObjectBody.of(state(number).encode()), PutMode.CREATE);
    }

    @Test
    void statesThatAreNeverThereEndInAFailure() throws VaultikException {
        publish(1);
        ForwardingStorage broken = new ForwardingStorage(storage) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                throw new io.vaultik.storage.ObjectNotFoundException(key, location());
            }
        };
        assertThatThrownBy(() -> new CollectionStates(broken, Keys.COLLECTION).newest())
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void aDamagedOrNewerStateIsNotPassedOver() throws VaultikException {
        publish(1);
        put(Keys.COLLECTION.state(2), "{}");
        assertThatThrownBy(() -> new CollectionStates(storage, Keys.COLLECTION).newest())
                .isInstanceOf(MalformedException.class);
        put(Keys.COLLECTION.state(2), "{\"format\":2}");
        assertThatThrownBy(() -> new CollectionStates(storage, Keys.COLLECTION).newest())
                .isInstanceOf(UnsupportedFormatException.class);
    }

    @Test
    void deletingASnapshotRemovesItsDirectoryAndNothingElse() throws VaultikException {
        put(Keys.manifest(DIR), "manifest");
        put(Keys.record(DIR), "record");
        put(ObjectKey.of("metadata/" + DIR + "/pin"), "");
        put(Keys.manifest(DIR + "-2"), "neighbour");
        SnapshotRemoval.remove(storage, DIR);
        assertThat(storage.stat(Keys.manifest(DIR))).isEmpty();
        assertThat(storage.stat(Keys.record(DIR))).isEmpty();
        assertThat(storage.stat(ObjectKey.of("metadata/" + DIR + "/pin"))).isEmpty();
        assertThat(storage.stat(Keys.manifest(DIR + "-2"))).isPresent();
        SnapshotRemoval.remove(storage, DIR);
    }

    @Test
    void aDeletedSnapshotDoesNotComeBackByARepeatedCommit() throws VaultikException {
        SessionObject template = new SessionObject(0, Keys.manifest(DIR).value(), "w", "u", Instant.EPOCH);
        WriterSession session = WriterSession.begin(storage, DIR, template, new WriterSession.Reservation() {
            @Override
            public boolean reserve(String dir) {
                return true;
            }

            @Override
            public void release(String dir) {}
        });
        session.commit(MANIFEST);
        put(Keys.record(DIR), "record");
        SnapshotRemoval.remove(storage, DIR);
        assertThat(SmallObjects.read(storage, Keys.manifest(DIR), 100)).contains(VoidMark.bytes());
        assertThat(storage.stat(Keys.record(DIR))).isEmpty();
        assertThatThrownBy(() -> session.commit(MANIFEST)).isInstanceOf(RevokedException.class);
        assertThat(SmallObjects.read(storage, Keys.manifest(DIR), 100)).contains(VoidMark.bytes());
    }

    @Test
    void aDeletionThatFailsLeavesTheSnapshotWholeOrInvisible() throws VaultikException {
        for (int n = 1; n <= 6; n++) {
            for (boolean live : new boolean[] {false, true}) {
                put(Keys.manifest(DIR), "manifest");
                put(Keys.record(DIR), "record");
                storage.delete(Keys.session(DIR));
                if (live) {
                    put(Keys.session(DIR), "session");
                }
                FaultInjectingStorage faults = new FaultInjectingStorage(storage);
                faults.at(n).failBefore();
                try {
                    SnapshotRemoval.remove(faults, DIR);
                } catch (StorageException e) {
                    assertThat(e.retryable()).isTrue();
                }
                boolean visible = SmallObjects.read(storage, Keys.manifest(DIR), 100)
                        .filter(b -> !VoidMark.is(b))
                        .isPresent();
                assertThat(!visible || storage.stat(Keys.record(DIR)).isPresent())
                        .isTrue();
            }
        }
    }

    @Test
    void smallObjectsAreSmall() throws VaultikException {
        put(Keys.CONFIGURATION, "0123456789");
        assertThat(SmallObjects.read(storage, Keys.CONFIGURATION, 10)).isPresent();
        assertThatThrownBy(() -> SmallObjects.read(storage, Keys.CONFIGURATION, 9))
                .isInstanceOf(MalformedException.class);
        assertThat(SmallObjects.read(storage, Keys.session("x"), 10)).isEmpty();
        for (int limit = 0; limit < 10; limit++) {
            FaultInjectingStorage faults = new FaultInjectingStorage(storage);
            faults.at(1).breakAfter(limit);
            assertThatThrownBy(() -> SmallObjects.read(faults, Keys.CONFIGURATION, 10))
                    .isInstanceOf(StorageException.class);
        }
        ForwardingStorage lying = new ForwardingStorage(storage) {
            @Override
            public ObjectContent open(ObjectKey key) throws StorageException {
                return new ObjectContent(4, super.open(key).stream());
            }
        };
        assertThatThrownBy(() -> SmallObjects.read(lying, Keys.CONFIGURATION, 10))
                .isInstanceOf(StorageException.class);
    }

    private void put(ObjectKey key, String text) throws VaultikException {
        storage.put(key, ObjectBody.of(text.getBytes(StandardCharsets.US_ASCII)), PutMode.REPLACE);
    }

    private void publish(long number) throws VaultikException {
        storage.put(Keys.COLLECTION.state(number), ObjectBody.of(state(number).encode()), PutMode.CREATE);
    }

    private static CollectionState state(long number) {
        return new CollectionState(number, "id" + number, "tester@host", Set.of(), Set.of());
    }
}
