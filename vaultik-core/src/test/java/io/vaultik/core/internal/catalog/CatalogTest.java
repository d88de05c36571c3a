package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.NOW;
import static io.vaultik.core.internal.catalog.Samples.SERIES;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static io.vaultik.core.internal.catalog.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
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

    private BitSet usable(long state) throws VaultikException {
        return catalog.usableBlobs(state, Set.of(), ALICE);
    }

    private static BitSet bits(int... ids) {
        BitSet bits = new BitSet();
        for (int id : ids) {
            bits.set(id);
        }
        return bits;
    }

    @Test
    void agreesWithNothingAtFirst() throws Exception {
        assertThat(catalog.agreement()).isEqualTo(new Agreement(Agreement.NONE, "", Instant.EPOCH, false));
        assertThat(catalog.hasBlobs()).isFalse();
        assertThat(catalog.hasChunks()).isFalse();
        assertThat(usable(0)).isEqualTo(bits());
    }

    @Test
    void findsAChunkOnceItsBlobIsAnswered() throws Exception {
        int id = catalog.reserveBlob("s1", BlobKind.METADATA);
        assertThat(catalog.findChunk(digest(5))).isEqualTo(ChunkRef.NONE);
        assertThat(catalog.blob(id)).isEmpty();
        assertThat(catalog.directory(id)).isEmpty();
        assertThat(usable(0)).isEqualTo(bits());

        catalog.answered(Samples.blob(id, 77, 5, 3), 4, ALICE, List.of());

        assertThat(catalog.findChunk(digest(7))).isEqualTo(ChunkRef.of(id, 2));
        assertThat(catalog.findChunks(List.of(digest(5), digest(99), digest(6))))
                .containsExactly(ChunkRef.of(id, 0), ChunkRef.NONE, ChunkRef.of(id, 1));
        assertThat(catalog.findNode(digest(5))).isEqualTo(ChunkRef.NONE);
        assertThat(catalog.blob(id)).get().satisfies(row -> {
            assertThat(row.name()).isEqualTo(digest(77));
            assertThat(row.length()).isEqualTo(1000);
            assertThat(row.headerLength()).isEqualTo(200);
            assertThat(row.kind()).isEqualTo(BlobKind.METADATA);
        });
        assertThat(catalog.directory(id)).get().isEqualTo("directory of 77".getBytes(StandardCharsets.UTF_8));
        assertThat(catalog.hasChunks()).isTrue();
        assertThat(catalog.hasBlobs()).isTrue();
    }

    @Test
    void findsOnlyTheIndexesThatAreFindable() throws Exception {
        int id = catalog.reserveBlob("s1", BlobKind.METADATA);
        byte[] digests = ByteBuffer.allocate(96)
                .put(digest(1))
                .put(digest(2))
                .put(digest(3))
                .array();
        catalog.answered(
                new AnsweredBlob(
                        id,
                        digest(50),
                        10,
                        10,
                        new AnsweredBlob.Contents(
                                new byte[0], new DigestRows(digests, bits(1)), new DigestRows(digests, bits(0, 2)))),
                0,
                ALICE,
                List.of());

        assertThat(catalog.findChunks(List.of(digest(1), digest(2), digest(3))))
                .containsExactly(ChunkRef.NONE, ChunkRef.of(id, 1), ChunkRef.NONE);
        assertThat(catalog.findNode(digest(1))).isEqualTo(ChunkRef.of(id, 0));
        assertThat(catalog.findNode(digest(2))).isEqualTo(ChunkRef.NONE);
        assertThat(catalog.findNode(digest(3))).isEqualTo(ChunkRef.of(id, 2));
        assertThat(catalog.directory(id)).get().isEqualTo(new byte[0]);
    }

    @Test
    void prefersTheNewestPlaceOfAChunk() throws Exception {
        int first = Samples.store(catalog, "s1", 0, 9);
        int second = catalog.reserveBlob("s1", BlobKind.DATA);
        catalog.answered(Samples.blob(second, 10, 9, 1), 0, ALICE, List.of());

        assertThat(second).isGreaterThan(first);
        assertThat(catalog.findChunk(digest(9))).isEqualTo(ChunkRef.of(second, 0));
    }

    @Test
    void neverGivesOutAnIdTwice() throws Exception {
        int first = catalog.reserveBlob("s1", BlobKind.DATA);
        catalog.endSession("s1");
        int second = catalog.reserveBlob("s2", BlobKind.DATA);
        catalog.dropSession("s2");

        assertThat(catalog.reserveBlob("s3", BlobKind.DATA)).isGreaterThan(second);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void replacesABlobThatWasHereBefore() throws Exception {
        int before = Samples.store(catalog, "s1", 0, 9);
        int now = Samples.store(catalog, "s1", 1, 9);

        assertThat(catalog.blob(before)).isEmpty();
        assertThat(catalog.directory(before)).isEmpty();
        assertThat(usable(0)).isEqualTo(bits(now));
        assertThat(catalog.findChunk(digest(9))).isEqualTo(ChunkRef.of(now, 0));
    }

    @Test
    void refusesAnAnswerOfASessionThatWasDropped() throws Exception {
        int id = catalog.reserveBlob("s1", BlobKind.DATA);
        catalog.dropSession("s1");

        assertThatThrownBy(() -> catalog.answered(Samples.blob(id, 1, 1, 1), 0, ALICE, List.of()))
                .isInstanceOf(RevokedException.class);
        assertThat(catalog.findChunk(digest(1))).isEqualTo(ChunkRef.NONE);
    }

    @Test
    void usesRowsOfTheOwnNumberOrAboveThatAreNotOffLimits() throws Exception {
        int below = Samples.store(catalog, "s1", 3, 1);
        int same = Samples.store(catalog, "s1", 4, 2);
        int above = Samples.store(catalog, "s1", 5, 3);
        catalog.reserveBlob("s1", BlobKind.DATA);

        assertThat(usable(3)).isEqualTo(bits(below, same, above));
        assertThat(usable(4)).isEqualTo(bits(same, above));
        assertThat(catalog.usableBlobs(4, Set.of(hex(digest(2))), ALICE)).isEqualTo(bits(above));
    }

    @Test
    void usesOnlyBlobsForAllPresentRecipients() throws Exception {
        int alice = Samples.store(catalog, "s1", 0, 1);
        int both = catalog.reserveBlob("s1", BlobKind.DATA);
        catalog.answered(Samples.blob(both, 2, 2, 1), 0, List.of("age1bob", "age1alice"), List.of());

        assertThat(usable(0)).isEqualTo(bits(alice, both));
        assertThat(catalog.usableBlobs(0, Set.of(), List.of("age1bob"))).isEqualTo(bits(both));
        assertThat(catalog.usableBlobs(0, Set.of(), List.of("age1alice", "age1bob")))
                .isEqualTo(bits(both));
        assertThat(catalog.usableBlobs(0, Set.of(), List.of("age1ali"))).isEqualTo(bits());
        assertThatThrownBy(() -> catalog.answered(Samples.blob(both, 2, 2, 1), 0, List.of("a\nb"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsItsSessionsUntilTheyEnd() throws Exception {
        SessionRow other = new SessionRow("s2", "metadata/x/manifest.1-ab.json.zst", Samples.series(2), NOW);
        catalog.beginSession(other);

        assertThat(catalog.sessions()).extracting(SessionRow::dir).containsExactly("s1", "s2");
        assertThat(catalog.sessions().get(1)).usingRecursiveComparison().isEqualTo(other);
        catalog.endSession("s1");
        assertThat(catalog.sessions()).extracting(SessionRow::dir).containsExactly("s2");
        catalog.endSession("s1");
    }

    @Test
    void keepsTheNumbersOfASessionThatEnds() throws Exception {
        int id = Samples.store(catalog, "s1", 0, 1);
        catalog.endSession("s1");

        assertThat(usable(0)).isEqualTo(bits(id));
    }

    @Test
    void usesNothingOfADroppedSessionButKeepsItReadable() throws Exception {
        int committed = Samples.store(catalog, "s0", 0, 1);
        catalog.commit("s0", List.of(digest(1)));
        int dropped = Samples.store(catalog, "s1", 7, 2);
        catalog.dropSession("s1");

        assertThat(usable(0)).isEqualTo(bits(committed));
        assertThat(catalog.directory(dropped)).isPresent();
        assertThat(catalog.sessions()).isEmpty();
    }

    @Test
    void makesEverythingUnusableAfterARollback() throws Exception {
        Samples.store(catalog, "s1", 7, 1);
        catalog.reconcile("s1").finish(7, "id", Set.of(), Set.of(), NOW);
        assertThat(catalog.agreement().number()).isEqualTo(7);

        catalog.resetAfterRollback();

        assertThat(usable(0)).isEqualTo(bits());
        assertThat(catalog.agreement()).isEqualTo(new Agreement(Agreement.NONE, "", NOW, false));
    }

    @Test
    void forgetsABadBlobAndRemembersTheDamage() throws Exception {
        int id = Samples.store(catalog, "s1", 0, 1);

        catalog.forgetBlob(digest(1));

        assertThat(usable(0)).isEqualTo(bits());
        assertThat(catalog.blob(id)).isEmpty();
        assertThat(catalog.directory(id)).isEmpty();
        assertThat(catalog.agreement().damaged()).isTrue();
        catalog.forgetBlob(digest(1));
    }

    @Test
    void takesCommittedRowsFromAnySession() throws Exception {
        catalog.beginSession(Samples.session("s2"));
        Samples.store(catalog, "s1", 0, 1);
        int unnamed = Samples.store(catalog, "s1", 0, 2);
        Samples.store(catalog, "s2", 0, 3);

        catalog.commit("s1", List.of(digest(1), digest(3), digest(99)));
        catalog.dropSession("s2");

        assertThat(usable(0)).as("named by the manifest, whoever stored it").isEqualTo(bits(1, 3, unnamed));
        Reconciliation reconciliation = catalog.reconcile("s3");
        for (int name = 1; name <= 3; name++) {
            reconciliation.listed(digest(name));
        }
        reconciliation.finish(1, "id", Set.of(), Set.of(), NOW);
        assertThat(usable(1)).isEqualTo(bits(1, 3));
    }

    @Test
    void commitsADeadSessionWhoseManifestWasFound() throws Exception {
        int id = Samples.store(catalog, "s1", 0, 1);
        Generation generation = Samples.generation(catalog, "s1", 0, 10);
        assertThat(catalog.current(SERIES)).isEmpty();

        catalog.sessionCommitted("s1", List.of(digest(1)));
        catalog.dropSession("s1");

        assertThat(usable(0)).isEqualTo(bits(id));
        assertThat(catalog.current(SERIES)).contains(generation);
        assertThat(catalog.sessions()).isEmpty();
    }

    @Test
    void answersNothingAfterItsClose() throws Exception {
        catalog.close();
        catalog.close();

        assertThatThrownBy(() -> catalog.agreement()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> catalog.endSession("s1")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> catalog.findChunks(List.of())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> catalog.dropSession("s1")).isInstanceOf(IllegalStateException.class);
    }
}
