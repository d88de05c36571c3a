package io.vaultik.core.internal.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.core.storage.StorageVerb;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** W1 to W7, with every outcome of every call. */
class WriterSessionTest {
    private static final byte[] MANIFEST = "the manifest of this writer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER = "the manifest of another one".getBytes(StandardCharsets.US_ASCII);
    private static final String ID = "2024-01-15-143052-host";

    private final MemoryStorage memory = new MemoryStorage();
    private final FaultInjectingStorage storage = new FaultInjectingStorage(memory);
    private final Reservations reservations = new Reservations();

    @Test
    void aWriterIsVisibleBeforeItReadsTheState() throws VaultikException {
        publish(3);
        WriterSession session = begin(0);
        assertThat(SessionObject.decode(get(Keys.session(ID))))
                .isEqualTo(template(0, "w").at(0));
        assertThat(storage.history()).noneMatch(call -> call.key().startsWith(Keys.COLLECTION.states()));
        assertThat(session.enter().number()).isEqualTo(3);
        assertThat(session.state()).isEqualTo(3);
        assertThat(SessionObject.decode(get(Keys.session(ID))).state()).isEqualTo(3);
        session.commit(MANIFEST);
        assertThat(get(Keys.manifest(ID))).isEqualTo(MANIFEST);
        session.end();
        assertThat(memory.stat(Keys.session(ID))).isEmpty();
        assertThat(session.dir()).isEqualTo(ID);
    }

    @Test
    void aNumberThatIsTheNewestIsNotPutAgain() throws VaultikException {
        publish(3);
        WriterSession session = begin(3);
        long puts = storage.calls(StorageVerb.PUT);
        assertThat(session.enter().number()).isEqualTo(3);
        assertThat(storage.calls(StorageVerb.PUT)).isEqualTo(puts);
    }

    @Test
    void aNumberAboveTheNewestIsLowered() throws VaultikException {
        publish(3);
        WriterSession session = begin(9);
        assertThat(session.enter().number()).isEqualTo(3);
        assertThat(SessionObject.decode(get(Keys.session(ID))).state()).isEqualTo(3);
    }

    @Test
    void theSecondWriterOfAnIdGetsTheNextSuffix() throws VaultikException {
        begin(0);
        assertThat(begin("w2").dir()).isEqualTo(ID + "-2");
        assertThat(begin("w3").dir()).isEqualTo(ID + "-3");
        assertThat(reservations.kept).containsExactly(ID, ID + "-2", ID + "-3");
    }

    @Test
    void aCommitKeyThatIsTakenLeadsToTheNextSuffixAndLeavesNoSession() throws VaultikException {
        for (byte[] there : List.of(MANIFEST, VoidMark.bytes())) {
            memory.put(Keys.manifest(ID), ObjectBody.of(there), PutMode.REPLACE);
            WriterSession session = begin(0);
            assertThat(session.dir()).isEqualTo(ID + "-2");
            assertThat(memory.stat(Keys.session(ID))).isEmpty();
            assertThat(reservations.kept).containsExactly(ID + "-2");
            session.end();
            reservations.kept.clear();
        }
    }

    @Test
    void aDirectoryThatThisHostKnowsToBeTakenIsNotEvenTried() throws VaultikException {
        reservations.taken = Set.of(ID);
        assertThat(begin(0).dir()).isEqualTo(ID + "-2");
        assertThat(storage.history())
                .noneMatch(call -> call.key().equals(Keys.session(ID).value()));
    }

    @Test
    void thereIsAnEndToSuffixes() {
        reservations.all = true;
        assertThatThrownBy(() -> begin(0)).isInstanceOf(AlreadyExistsException.class);
    }

    @Test
    void aCreationThatMeetsItsOwnFirstTryIsItsOwn() throws VaultikException {
        memory.put(Keys.session(ID), ObjectBody.of(template(0, "w").encode()), PutMode.CREATE);
        assertThat(begin(0).dir()).isEqualTo(ID);
        assertThat(begin("other").dir()).isEqualTo(ID + "-2");
    }

    @Test
    void aCommitWithoutAnAnswerIsReadBack() throws VaultikException {
        WriterSession session = begin(0);
        storage.at(StorageVerb.PUT, storage.calls(StorageVerb.PUT) + 1).failAfter();
        session.commit(MANIFEST);
        assertThat(storage.calls(StorageVerb.OPEN)).isEqualTo(1);
        assertThat(get(Keys.manifest(ID))).isEqualTo(MANIFEST);
    }

    @Test
    void aCommitThatDidNotTakePlaceIsRepeated() throws VaultikException {
        WriterSession session = begin(0);
        long puts = storage.calls(StorageVerb.PUT);
        storage.at(StorageVerb.PUT, puts + 1, puts + 2).failBefore();
        session.commit(MANIFEST);
        assertThat(get(Keys.manifest(ID))).isEqualTo(MANIFEST);
    }

    @Test
    void aCommitWhoseReadingBackFailsIsRepeatedToo() throws VaultikException {
        WriterSession session = begin(0);
        storage.at(StorageVerb.PUT, storage.calls(StorageVerb.PUT) + 1).failAfter();
        storage.at(StorageVerb.OPEN, 1).failBefore();
        session.commit(MANIFEST);
        assertThat(get(Keys.manifest(ID))).isEqualTo(MANIFEST);
    }

    @Test
    void aCommitThatIsNeverAnsweredIsUnknownAndTheSessionStays() throws VaultikException {
        WriterSession session = begin(0);
        storage.at(StorageVerb.PUT, storage.calls(StorageVerb.PUT) + 1, Long.MAX_VALUE)
                .failAfter();
        storage.at(StorageVerb.OPEN, 1, Long.MAX_VALUE).failBefore();
        assertThatThrownBy(() -> session.commit(MANIFEST))
                .isInstanceOf(CommitUnknownException.class)
                .hasCauseInstanceOf(StorageException.class);
        assertThat(memory.stat(Keys.session(ID))).isPresent();
    }

    @Test
    void aRefusedCommitIsARefusal() throws VaultikException {
        WriterSession session = begin(0);
        storage.at(StorageVerb.PUT, storage.calls(StorageVerb.PUT) + 1)
                .failBefore(new StorageDeniedException("no", null));
        assertThatThrownBy(() -> session.commit(MANIFEST)).isInstanceOf(StorageDeniedException.class);
        assertThat(memory.stat(Keys.manifest(ID))).isEmpty();
    }

    @Test
    void aRefusalAfterATryWithoutAnAnswerIsReadBack() throws VaultikException {
        WriterSession session = begin(0);
        long puts = storage.calls(StorageVerb.PUT);
        storage.at(StorageVerb.PUT, puts + 1).failAfter();
        storage.at(StorageVerb.PUT, puts + 2, Long.MAX_VALUE).failBefore(new StorageDeniedException("no", null));
        storage.at(StorageVerb.OPEN, 1).failBefore();
        session.commit(MANIFEST);
        assertThat(get(Keys.manifest(ID))).isEqualTo(MANIFEST);
    }

    @Test
    void aRefusalAfterATryWithoutAnAnswerIsUnknownIfItCannotBeReadBack() throws VaultikException {
        WriterSession session = begin(0);
        long puts = storage.calls(StorageVerb.PUT);
        storage.at(StorageVerb.PUT, puts + 1).failAfter();
        storage.at(StorageVerb.PUT, puts + 2, Long.MAX_VALUE).failBefore(new StorageDeniedException("no", null));
        storage.at(StorageVerb.OPEN, 1, Long.MAX_VALUE).failBefore();
        assertThatThrownBy(() -> session.commit(MANIFEST)).isInstanceOf(CommitUnknownException.class);
        assertThat(memory.stat(Keys.session(ID))).isPresent();
    }

    @Test
    void aVoidAtTheCommitKeyMeansRevoked() throws VaultikException {
        WriterSession session = begin(0);
        WriterSession.revoke(memory, ID);
        assertThatThrownBy(() -> session.commit(MANIFEST)).isInstanceOf(RevokedException.class);
        assertThat(get(Keys.manifest(ID))).isEqualTo(VoidMark.bytes());
    }

    @Test
    void revokingSomethingDecidedChangesNothing() throws VaultikException {
        begin(0).commit(MANIFEST);
        WriterSession.revoke(memory, ID);
        assertThat(get(Keys.manifest(ID))).isEqualTo(MANIFEST);
        WriterSession.revoke(memory, "another");
        WriterSession.revoke(memory, "another");
        assertThat(get(Keys.manifest("another"))).isEqualTo(VoidMark.bytes());
    }

    @Test
    void somebodyElsesManifestIsNotTakenForOnesOwn() throws VaultikException {
        WriterSession session = begin(0);
        memory.put(Keys.manifest(ID), ObjectBody.of(OTHER), PutMode.CREATE);
        assertThatThrownBy(() -> session.commit(MANIFEST)).isInstanceOf(AlreadyExistsException.class);
        assertThat(get(Keys.manifest(ID))).isEqualTo(OTHER);
    }

    @Test
    void whateverCallFailsAnAcknowledgedManifestIsThereAndTheNextRunGoesOn() throws VaultikException {
        long calls = countCalls();
        int cases = 0;
        for (long n = 1; n <= calls; n++) {
            for (Fault fault : Fault.values()) {
                MemoryStorage fresh = new MemoryStorage();
                publish(fresh, 2);
                FaultInjectingStorage faulty = new FaultInjectingStorage(fresh);
                fault.declare(faulty, n);
                boolean acknowledged = run(faulty, "first");
                if (acknowledged) {
                    assertThat(SmallObjects.read(fresh, Keys.manifest(ID), 100)).contains(MANIFEST);
                }
                assertThat(run(fresh, "second")).isTrue();
                cases++;
            }
        }
        System.out.println("WriterSessionTest: " + cases + " cases");
        assertThat(cases).isGreaterThan(20);
    }

    private enum Fault {
        FAIL_BEFORE,
        FAIL_AFTER,
        DIE_BEFORE,
        DIE_AFTER;

        void declare(FaultInjectingStorage storage, long n) {
            switch (this) {
                case FAIL_BEFORE -> storage.at(n).failBefore();
                case FAIL_AFTER -> storage.at(n).failAfter();
                case DIE_BEFORE -> storage.at(n).dieBefore();
                case DIE_AFTER -> storage.at(n).dieAfter();
            }
        }
    }

    private static long countCalls() throws VaultikException {
        MemoryStorage fresh = new MemoryStorage();
        publish(fresh, 2);
        FaultInjectingStorage counted = new FaultInjectingStorage(fresh);
        assertThat(run(counted, "w")).isTrue();
        return counted.calls();
    }

    /** A run from W1 to W7; returns whether it was acknowledged. */
    private static boolean run(ObjectStorage storage, String writer) {
        boolean acknowledged = false;
        try {
            WriterSession session = WriterSession.begin(storage, ID, template(0, writer), new Reservations());
            session.enter();
            session.commit(MANIFEST);
            acknowledged = true;
            session.end();
        } catch (VaultikException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        return acknowledged;
    }

    private WriterSession begin(long state) throws VaultikException {
        return WriterSession.begin(storage, ID, template(state, "w"), reservations);
    }

    private WriterSession begin(String writer) throws VaultikException {
        return WriterSession.begin(storage, ID, template(0, writer), reservations);
    }

    private static SessionObject template(long state, String writer) {
        return new SessionObject(state, Keys.manifest(ID).value(), writer, "user@host", Instant.EPOCH);
    }

    private void publish(long number) throws VaultikException {
        publish(memory, number);
    }

    private static void publish(ObjectStorage storage, long number) throws VaultikException {
        CollectionState state = new CollectionState(number, "id", "tester@host", Set.of(), Set.of());
        storage.put(Keys.COLLECTION.state(number), ObjectBody.of(state.encode()), PutMode.CREATE);
    }

    private byte[] get(ObjectKey key) throws VaultikException {
        Optional<byte[]> bytes = SmallObjects.read(memory, key, 10_000);
        return bytes.orElseThrow();
    }

    private static final class Reservations implements WriterSession.Reservation {
        private final List<String> kept = new ArrayList<>();
        private Set<String> taken = Set.of();
        private boolean all;

        @Override
        public boolean reserve(String dir) {
            return !all && !taken.contains(dir) && kept.add(dir);
        }

        @Override
        public void release(String dir) {
            kept.remove(dir);
        }
    }
}
