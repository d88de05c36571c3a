package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.NOW;
import static io.vaultik.core.internal.catalog.Samples.SERIES;
import static io.vaultik.core.internal.catalog.Samples.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownEntriesTest {
    private Catalog catalog;

    @BeforeEach
    void open() throws VaultikException {
        catalog = Catalog.inMemory(Samples.REPOSITORY);
        catalog.beginSession(Samples.session("s1"));
    }

    @AfterEach
    void close() throws VaultikException {
        catalog.close();
    }

    private void pending(String session, int blobName, KnownEntry... entries) throws VaultikException {
        int id = catalog.reserveBlob(session, BlobKind.DATA);
        catalog.answered(Samples.blob(id, blobName, blobName, 1), 0, ALICE, List.of(Samples.block(entries)));
    }

    private static List<KnownEntry> entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(Samples::entry).toList();
    }

    @Test
    void becomeCurrentWithTheCommit() throws Exception {
        Generation generation = Samples.generation(catalog, "s1", 0, 20_000);
        assertThat(catalog.current(SERIES)).isEmpty();

        catalog.commit("s1", List.of(), generation);

        assertThat(catalog.current(SERIES)).contains(generation);
        assertThat(generation.snapshot()).isEqualTo("snapshot-s1");
        assertThat(generation.walkStarted()).isEqualTo(NOW);
        KnownEntryCursor cursor = catalog.entries(generation);
        assertThat(Samples.all(cursor)).isEqualTo(entries(0, 20_000));
        assertThat(cursor.walkStarted()).isEqualTo(NOW);
        assertThat(cursor.next()).isNull();
        assertThat(catalog.sessions()).isEmpty();
    }

    @Test
    void mayBeNone() throws Exception {
        Generation generation = Samples.generation(catalog, "s1", 0, 0);
        catalog.commit("s1", List.of(), generation);

        assertThat(Samples.all(catalog.entries(generation))).isEmpty();
    }

    @Test
    void replaceThoseOfTheSnapshotBefore() throws Exception {
        Generation first = Samples.generation(catalog, "s1", 0, 10);
        catalog.commit("s1", List.of(), first);
        catalog.beginSession(Samples.session("s2"));
        Generation second = Samples.generation(catalog, "s2", 5, 30);
        assertThat(catalog.current(SERIES)).contains(first);

        catalog.commit("s2", List.of(), second);

        assertThat(catalog.current(SERIES)).contains(second);
        assertThat(Samples.all(catalog.entries(second))).isEqualTo(entries(5, 30));
        assertThatThrownBy(() -> catalog.entries(first)).isInstanceOf(BusyException.class);
    }

    @Test
    void areOfOneSeries() throws Exception {
        catalog.commit("s1", List.of(), Samples.generation(catalog, "s1", 0, 10));

        assertThat(catalog.current(Samples.series(2))).isEmpty();
    }

    @Test
    void replacedWhileTheyAreReadSayTheCatalogIsBusy() throws Exception {
        Generation first = Samples.generation(catalog, "s1", 0, 10_000);
        catalog.commit("s1", List.of(), first);
        KnownEntryCursor cursor = catalog.entries(first);
        assertThat(cursor.next()).isEqualTo(entry(0));
        catalog.commit("s2", List.of(), Samples.generation(catalog, "s2", 0, 1));

        assertThatThrownBy(() -> Samples.all(cursor)).isInstanceOf(BusyException.class);
    }

    @Test
    void thatAreNotCompleteAreForgotten() throws Exception {
        try (GenerationWriter writer = catalog.newGeneration(SERIES, "s1", "snapshot", NOW)) {
            for (int i = 0; i < 10_000; i++) {
                writer.add(entry(i));
            }
        }
        catalog.sessionCommitted("s1", List.of());

        assertThat(catalog.current(SERIES)).isEmpty();
    }

    @Test
    void ofADeadSessionDoNotReplaceThoseOfALaterRun() throws Exception {
        Samples.generation(catalog, "s1", 0, 10);
        catalog.beginSession(new SessionRow("s2", "key", Samples.series(2), NOW));
        Generation later;
        try (GenerationWriter writer = catalog.newGeneration(SERIES, "s2", "later", NOW)) {
            later = writer.complete();
        }
        catalog.commit("s2", List.of(), later);
        catalog.sessionCommitted("s1", List.of());

        assertThat(catalog.current(SERIES)).contains(later);
    }

    @Test
    void ofADroppedSessionGo() throws Exception {
        Generation generation = Samples.generation(catalog, "s1", 0, 10);
        catalog.dropSession("s1");

        assertThatThrownBy(() -> catalog.entries(generation)).isInstanceOf(BusyException.class);
        assertThatThrownBy(() -> catalog.commit("s1", List.of(), generation)).isInstanceOf(BusyException.class);
    }

    @Test
    void cannotBeCommittedBeforeTheyAreComplete() throws Exception {
        try (GenerationWriter writer = catalog.newGeneration(SERIES, "s1", "snapshot", NOW)) {
            Generation early = new Generation(1, "snapshot", NOW);

            assertThatThrownBy(() -> catalog.commit("s1", List.of(), early)).isInstanceOf(BusyException.class);
            assertThat(catalog.sessions()).hasSize(1);
            assertThat(writer.complete()).isEqualTo(early);
            assertThatThrownBy(() -> writer.add(entry(1))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void ofUnfinishedRunsAreThoseOfOtherSessionsOfTheSeries() throws Exception {
        catalog.beginSession(new SessionRow("s2", "key", SERIES, NOW.plusSeconds(5)));
        catalog.beginSession(new SessionRow("s3", "key", Samples.series(3), NOW));
        catalog.beginSession(Samples.session("s4"));
        pending("s1", 1, entry(1), entry(2));
        pending("s1", 2, entry(3));
        pending("s2", 3, entry(4));
        pending("s3", 4, entry(5));
        pending("s4", 5, entry(6));

        KnownEntryCursor cursor = catalog.pending(SERIES, "s4");

        assertThat(cursor.next()).isEqualTo(entry(1));
        assertThat(cursor.walkStarted()).isEqualTo(NOW);
        assertThat(cursor.next()).isEqualTo(entry(2));
        assertThat(cursor.next()).isEqualTo(entry(3));
        assertThat(cursor.next()).isEqualTo(entry(4));
        assertThat(cursor.walkStarted()).isEqualTo(NOW.plusSeconds(5));
        assertThat(cursor.next()).isNull();
    }

    @Test
    void ofUnfinishedRunsGoWithTheNextCommitOfTheSeries() throws Exception {
        catalog.beginSession(Samples.session("s2"));
        catalog.beginSession(new SessionRow("s3", "key", Samples.series(3), NOW));
        pending("s1", 1, entry(1));
        pending("s3", 2, entry(2));

        catalog.commit("s2", List.of(), Samples.generation(catalog, "s2", 0, 1));

        assertThat(Samples.all(catalog.pending(SERIES, "s4"))).isEmpty();
        assertThat(Samples.all(catalog.pending(Samples.series(3), "s4"))).containsExactly(entry(2));
        assertThat(catalog.sessions()).extracting(SessionRow::dir).containsExactly("s1", "s3");
    }

    @Test
    void ofUnfinishedRunsGoWithTheirSession() throws Exception {
        pending("s1", 1, entry(1));
        catalog.dropSession("s1");

        assertThat(Samples.all(catalog.pending(SERIES, "s2"))).isEmpty();
    }

    @Test
    void ofUnfinishedRunsOutlastACommitWithoutEntries() throws Exception {
        catalog.beginSession(Samples.session("s2"));
        pending("s1", 1, entry(1));

        catalog.commit("s2", List.of());

        assertThat(Samples.all(catalog.pending(SERIES, "s3"))).containsExactly(entry(1));
    }
}
