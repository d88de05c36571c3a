package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.NOW;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static io.vaultik.core.internal.catalog.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.VaultikException;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private Catalog catalog;

    @BeforeEach
    void open() throws VaultikException {
        catalog = Catalog.inMemory(Samples.REPOSITORY);
    }

    @AfterEach
    void close() throws VaultikException {
        catalog.close();
    }

    private int committed(long state, long name) throws VaultikException {
        int id = Samples.store(catalog, "old", state, name);
        catalog.commit("old", List.of(digest(name)));
        return id;
    }

    private Reconciliation listing(long... names) throws VaultikException {
        Reconciliation reconciliation = catalog.reconcile("own");
        for (long name : names) {
            reconciliation.listed(digest(name));
        }
        return reconciliation;
    }

    private void finish(Reconciliation reconciliation, long number) throws VaultikException {
        reconciliation.finish(number, "id" + number, Set.of(), Set.of(), NOW);
    }

    private List<Integer> usable(long state) throws VaultikException {
        BitSet usable = catalog.usableBlobs(state, Set.of(), ALICE);
        return usable.stream().boxed().toList();
    }

    @Test
    void raisesCommittedRowsThatAreListed() throws Exception {
        int here = committed(3, 1);
        int lost = committed(3, 2);

        finish(listing(1, 99), 5);

        assertThat(usable(5)).containsExactly(here);
        assertThat(catalog.blob(lost)).isEmpty();
        assertThat(catalog.directory(lost)).isEmpty();
        assertThat(catalog.agreement()).isEqualTo(new Agreement(5, "id5", NOW, false));
    }

    @Test
    void raisesNothingThatIsOffLimits() throws Exception {
        int allowed = committed(3, 1);
        committed(3, 2);

        listing(1, 2).finish(5, "id", Set.of(hex(digest(2))), Set.of(), NOW);

        assertThat(usable(5)).containsExactly(allowed);
        assertThat(usable(0)).containsExactly(allowed);
    }

    @Test
    void raisesUncommittedRowsOfUndecidedSessionsOnly() throws Exception {
        int undecided = Samples.store(catalog, "undecided", 3, 1);
        Samples.store(catalog, "decided", 3, 2);

        listing(1, 2).finish(5, "id", Set.of(), Set.of("undecided"), NOW);

        assertThat(usable(0)).containsExactly(undecided);
        assertThat(usable(5)).containsExactly(undecided);
    }

    @Test
    void lowersNoNumber() throws Exception {
        int higher = committed(9, 1);
        finish(listing(1), 9);
        int lower = committed(2, 2);

        finish(listing(1, 2), 5);

        assertThat(usable(9)).containsExactly(higher);
        assertThat(usable(5)).containsExactly(higher, lower);
        assertThat(catalog.agreement()).isEqualTo(new Agreement(9, "id9", NOW, false));
    }

    @Test
    void forgetsALostBlobWhateverItsNumber() throws Exception {
        committed(5, 1);
        int here = committed(5, 2);
        committed(9, 3);

        finish(listing(2), 5);

        assertThat(usable(0)).containsExactly(here);
    }

    @Test
    void keepsABlobThatWasStoredWhileTheListRan() throws Exception {
        Reconciliation reconciliation = listing();
        int reservedBefore = catalog.reserveBlob("live", BlobKind.DATA);
        Reconciliation second = listing();
        catalog.answered(Samples.blob(reservedBefore, 1, 1, 1), 5, ALICE, List.of());

        finish(reconciliation, 5);
        finish(second, 5);

        assertThat(usable(5)).containsExactly(reservedBefore);
    }

    @Test
    void keepsTheDirectoriesThatOtherOpenSessionsMayNeed() throws Exception {
        catalog.beginSession(Samples.session("other"));
        int lost = committed(3, 1);
        int lostToo = committed(5, 2);

        finish(listing(), 5);

        assertThat(usable(0)).isEmpty();
        assertThat(catalog.directory(lost)).isPresent();
        assertThat(catalog.blob(lostToo)).isPresent();

        catalog.endSession("other");
        finish(listing(), 5);
        assertThat(catalog.directory(lost)).isEmpty();
        assertThat(catalog.blob(lostToo)).isEmpty();
    }

    @Test
    void findsARetiredBlobAgainWhenItIsListed() throws Exception {
        catalog.beginSession(Samples.session("other"));
        int id = committed(3, 1);
        finish(listing(), 5);

        finish(listing(1), 6);

        assertThat(usable(6)).containsExactly(id);
    }

    @Test
    void removesReservedBlobsOfSessionsThatAreGone() throws Exception {
        catalog.beginSession(Samples.session("live"));
        int live = catalog.reserveBlob("live", BlobKind.DATA);
        int dead = catalog.reserveBlob("dead", BlobKind.DATA);

        finish(listing(), 5);

        catalog.answered(Samples.blob(live, 1, 1, 1), 5, ALICE, List.of());
        assertThat(usable(5)).containsExactly(live);
        assertThatThrownBy(() -> catalog.answered(Samples.blob(dead, 2, 2, 1), 5, ALICE, List.of()))
                .isInstanceOf(VaultikException.class);
    }

    @Test
    void clearsTheDamageThatItCouldSee() throws Exception {
        catalog.forgetBlob(digest(1));
        Reconciliation before = listing();
        finish(before, 5);
        assertThat(catalog.agreement().damaged()).isFalse();

        Reconciliation during = listing();
        catalog.forgetBlob(digest(2));
        finish(during, 5);
        assertThat(catalog.agreement().damaged()).isTrue();
    }

    @Test
    void agreesWithAnotherStateOfTheSameNumber() throws Exception {
        finish(listing(), 5);
        listing().finish(5, "other", Set.of(), Set.of(), NOW.minusSeconds(9));

        assertThat(catalog.agreement()).isEqualTo(new Agreement(5, "other", NOW, false));
    }

    @Test
    void changesNothingBeforeItsEnd() throws Exception {
        int id = committed(3, 1);
        listing();

        assertThat(usable(0)).containsExactly(id);
        assertThat(catalog.agreement().number()).isEqualTo(Agreement.NONE);
    }

    @Test
    void findsNoChunkOfABlobThatIsGoneAndKeepsTheOthers() throws Exception {
        for (int name = 1; name <= 40; name++) {
            committed(3, name);
        }
        long[] even = LongStream.rangeClosed(1, 20).map(i -> 2 * i).toArray();

        finish(listing(even), 5);

        for (int name = 1; name <= 40; name++) {
            long ref = catalog.findChunk(digest(name));
            assertThat(ref).isEqualTo(name % 2 == 0 ? ChunkRef.of(name, 0) : ChunkRef.NONE);
        }
    }

    @Test
    void takesMoreNamesThanABatch() throws Exception {
        for (int name = 1; name <= 10; name++) {
            committed(3, name);
        }
        Reconciliation reconciliation = catalog.reconcile("own");
        for (int name = 5_000; name > 2; name--) {
            reconciliation.listed(digest(name));
        }
        finish(reconciliation, 5);

        assertThat(usable(5)).containsExactly(3, 4, 5, 6, 7, 8, 9, 10);
    }
}
