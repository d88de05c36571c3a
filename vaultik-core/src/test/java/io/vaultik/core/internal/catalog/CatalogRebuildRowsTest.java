package io.vaultik.core.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a rebuild adds counts at once and only then, and gets its number from a LIST. */
class CatalogRebuildRowsTest {
    private static final UUID REPOSITORY = new UUID(3, 4);
    private static final Instant NOW = Instant.parse("2024-05-06T07:08:09Z");
    private static final String SESSION = CatalogRebuild.SESSION_PREFIX + "a";
    private static final List<String> TO = List.of("age1a");

    @TempDir
    private Path folder = Path.of("");

    private static byte[] digest(int value) {
        byte[] digest = new byte[32];
        Arrays.fill(digest, (byte) value);
        return digest;
    }

    private static CatalogRebuild.Found found(int name, int chunk) {
        BitSet first = new BitSet();
        first.set(0);
        AnsweredBlob.Contents contents =
                new AnsweredBlob.Contents(new byte[] {1}, new DigestRows(digest(chunk), first), DigestRows.none());
        return new CatalogRebuild.Found(
                new BlobRow(digest(name), 100, 10, BlobKind.DATA), List.of("*", "age1a"), contents);
    }

    private static void list(Catalog catalog, long state, int... names) throws VaultikException {
        Reconciliation listing = catalog.reconcile("own");
        for (int name : names) {
            listing.listed(digest(name));
        }
        listing.finish(state, "id" + state, Set.of(), Set.of(), NOW);
    }

    private static int usable(Catalog catalog, long state) throws VaultikException {
        return catalog.usableBlobs(state, Set.of(), TO).cardinality();
    }

    private Catalog open() throws VaultikException {
        return Catalog.open(folder, REPOSITORY);
    }

    @Test
    void rowsAreUsedAfterTheNextListOnly() throws VaultikException {
        try (Catalog catalog = open()) {
            list(catalog, 0);
            try (CatalogRebuild rebuild = catalog.rebuild(SESSION, NOW)) {
                assertThat(rebuild.add(List.of(found(1, 11), found(2, 12), found(3, 13))))
                        .isEqualTo(3);
                assertThat(rebuild.add(List.of(found(1, 11)))).isZero();
                rebuild.commit(List.of());
            }
            assertThat(catalog.sessions()).isEmpty();
            assertThat(usable(catalog, 0)).isZero();
            assertThat(catalog.agreement().damaged()).isTrue();
            list(catalog, 0, 1, 2);
            assertThat(usable(catalog, 0)).isEqualTo(2);
            assertThat(catalog.agreement().damaged()).isFalse();
            assertThat(ChunkRef.blob(catalog.findChunk(digest(12)))).isEqualTo(catalog.idOf(digest(2)));
            assertThat(catalog.idOf(digest(3))).isZero();
            assertThat(catalog.recipientsOf(digest(1))).containsExactly("*", "age1a");
        }
    }

    /** Also for two connections: one lists while the other rebuilds. */
    @Test
    void aListThatRunsMeanwhileSaysNothingOfNewRows() throws VaultikException {
        try (Catalog one = open();
                Catalog two = open()) {
            Reconciliation early = two.reconcile("own");
            early.listed(digest(1));
            Reconciliation late;
            try (CatalogRebuild rebuild = one.rebuild(SESSION, NOW)) {
                rebuild.add(List.of(found(1, 11), found(2, 12)));
                late = two.reconcile("own");
                late.finish(1, "x", Set.of(), Set.of(), NOW);
                assertThat(one.idOf(digest(1))).isPositive();
                rebuild.commit(List.of());
            }
            early.finish(1, "x", Set.of(), Set.of(), NOW);
            assertThat(usable(one, 1)).isEqualTo(1);
            list(one, 1, 1, 2);
            assertThat(usable(one, 1)).isEqualTo(2);
        }
    }

    @Test
    void whatIsNotCommittedIsForgotten() throws VaultikException {
        try (Catalog catalog = open()) {
            try (CatalogRebuild rebuild = catalog.rebuild(SESSION, NOW)) {
                rebuild.add(List.of(found(1, 11)));
            }
            assertThat(catalog.idOf(digest(1))).isZero();
            assertThat(catalog.sessions()).isEmpty();
        }
        try (Catalog killed = open();
                Catalog next = open()) {
            CatalogRebuild dead = killed.rebuild(SESSION, NOW);
            dead.add(List.of(found(1, 11)));
            list(next, 0, 1);
            assertThat(usable(next, 0)).isZero();
            try (CatalogRebuild rebuild = next.rebuild(CatalogRebuild.SESSION_PREFIX + "b", NOW)) {
                assertThat(rebuild.add(List.of(found(1, 11)))).isEqualTo(1);
                assertThatThrownBy(() -> dead.commit(List.of())).isInstanceOf(BusyException.class);
                rebuild.commit(List.of());
            }
            list(next, 0, 1);
            assertThat(usable(next, 0)).isEqualTo(1);
        }
    }

    /** The next session finds a dead one that has left nothing in the storage. */
    @Test
    void aSessionThatAsksForgetsADeadRebuild() throws VaultikException {
        try (Catalog catalog = open()) {
            catalog.rebuild(SESSION, NOW).add(List.of(found(1, 11)));
            catalog.dropSession(SESSION);
            list(catalog, 0, 1);
            assertThat(usable(catalog, 0)).isZero();
            assertThat(catalog.hasBlobs()).isFalse();
        }
    }

    @Test
    void aChunkStaysWhereItMayBeUsed() throws VaultikException {
        try (Catalog catalog = open()) {
            CatalogRebuild first = catalog.rebuild(SESSION, NOW);
            first.add(List.of(found(1, 11)));
            first.commit(List.of());
            list(catalog, 0, 1);
            CatalogRebuild second = catalog.rebuild(SESSION, NOW);
            second.add(List.of(found(2, 11), found(3, 12), found(4, 12)));
            second.commit(List.of());
            assertThat(ChunkRef.blob(catalog.findChunk(digest(11)))).isEqualTo(catalog.idOf(digest(1)));
            assertThat(ChunkRef.blob(catalog.findChunk(digest(12)))).isEqualTo(catalog.idOf(digest(3)));
            list(catalog, 0, 2, 3, 4);
            CatalogRebuild third = catalog.rebuild(SESSION, NOW);
            third.add(List.of(found(5, 11)));
            third.commit(List.of());
            assertThat(ChunkRef.blob(catalog.findChunk(digest(11)))).isEqualTo(catalog.idOf(digest(5)));
        }
    }

    @Test
    void entriesAreThoseOfASeriesThatHasNone() throws VaultikException {
        byte[] series = new byte[16];
        try (Catalog catalog = open()) {
            try (CatalogRebuild rebuild = catalog.rebuild(SESSION, NOW)) {
                Generation made = generation(rebuild, series, "first digest");
                assertThat(catalog.current(series)).isEmpty();
                rebuild.commit(List.of(made));
            }
            assertThat(catalog.current(series).orElseThrow().snapshot()).isEqualTo("first digest");
            try (CatalogRebuild rebuild = catalog.rebuild(SESSION, NOW)) {
                assertThat(rebuild.newGeneration(series, "second digest", NOW)).isNull();
                rebuild.commit(List.of());
            }
            byte[] other = digest(7);
            try (CatalogRebuild rebuild = catalog.rebuild(SESSION, NOW)) {
                Generation made = generation(rebuild, other, "rebuilt digest");
                try (GenerationWriter running = catalog.newGeneration(other, "running", "its own", NOW)) {
                    rebuild.commit(List.of(made));
                    assertThat(catalog.current(other)).isEmpty();
                    catalog.commit("running", List.of(), running.complete());
                }
                assertThat(catalog.current(other).orElseThrow().snapshot()).isEqualTo("its own");
            }
        }
    }

    private static Generation generation(CatalogRebuild rebuild, byte[] series, String label) throws VaultikException {
        try (GenerationWriter writer = Objects.requireNonNull(rebuild.newGeneration(series, label, NOW))) {
            writer.add(new KnownEntry(new byte[] {'a'}, 0, new FileState(1, NOW, null, null), null, new long[] {}));
            return writer.complete();
        }
    }
}
