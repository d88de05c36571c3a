package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.REPOSITORY;
import static io.vaultik.core.internal.catalog.Samples.SERIES;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static io.vaultik.core.internal.catalog.Samples.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.VaultikException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed, or a power cut, at any point: the catalog is as after some earlier transaction. */
class CatalogCrashTest {
    private static final int BLOBS = 12;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    private static void run(Catalog catalog) throws VaultikException {
        catalog.beginSession(Samples.session("s1"));
        for (int i = 0; i < BLOBS; i++) {
            int id = catalog.reserveBlob("s1", BlobKind.DATA);
            KnownEntry entry = new KnownEntry(
                    new byte[] {(byte) i}, 0, new FileState(i, Samples.NOW, null, null), null, new long[] {
                        ChunkRef.of(id, 0)
                    });
            catalog.answered(Samples.blob(id, 1000 + i, i * 50L, 50), 3, ALICE, List.of(Samples.block(entry)));
        }
    }

    /** What is there is there as a whole, and nothing without what came before it. */
    private static int check(Path folder) throws VaultikException {
        try (Catalog catalog = Catalog.open(folder, REPOSITORY)) {
            BitSet usable = catalog.usableBlobs(0, Set.of(), ALICE);
            int blobs = usable.cardinality();
            assertThat(usable.length()).isEqualTo(blobs == 0 ? 0 : blobs + 1);
            for (int i = 0; i < BLOBS; i++) {
                long expected = i < blobs ? ChunkRef.of(i + 1, 49) : ChunkRef.NONE;
                assertThat(catalog.findChunk(digest(i * 50L + 49))).isEqualTo(expected);
                assertThat(catalog.directory(i + 1).isPresent()).isEqualTo(i < blobs);
            }
            List<KnownEntry> pending = Samples.all(catalog.pending(SERIES, "s2"));
            assertThat(pending).hasSize(blobs);
            assertThat(catalog.agreement().number()).isEqualTo(Agreement.NONE);
            return blobs;
        }
    }

    private static void copy(Path from, Path to, byte[] log) throws Exception {
        Files.createDirectories(to);
        Files.copy(from.resolve("catalog.db"), to.resolve("catalog.db"));
        Files.write(to.resolve("catalog.db-wal"), log);
    }

    @Test
    void isAsAfterSomeTransactionWhereverTheLogIsCutOff() throws Exception {
        Path live = temp.resolve("live");
        try (Catalog catalog = Catalog.open(live, REPOSITORY)) {
            run(catalog);
            byte[] log = Files.readAllBytes(live.resolve("catalog.db-wal"));
            int before = 0;
            for (int length = 0; length <= log.length; length += 12_007) {
                Path crashed = temp.resolve("cut-" + length);
                copy(live, crashed, Arrays.copyOf(log, length));
                if (Files.size(crashed.resolve("catalog.db")) == 0 && length < 60_000) {
                    continue;
                }
                int blobs = check(crashed);
                assertThat(blobs).isBetween(before, BLOBS);
                before = blobs;
            }
            assertThat(before).isBetween(BLOBS - 2, BLOBS);
        }
    }

    @Test
    void ignoresTheTailOfATornLog() throws Exception {
        Path live = temp.resolve("live");
        try (Catalog catalog = Catalog.open(live, REPOSITORY)) {
            run(catalog);
            byte[] log = Files.readAllBytes(live.resolve("catalog.db-wal"));
            for (int i = 0; i < 16; i++) {
                byte[] torn = log.clone();
                int from = log.length / 4 + i * (log.length / 24);
                Arrays.fill(torn, from, Math.min(log.length, from + 512), (byte) 0x5A);
                Path crashed = temp.resolve("torn-" + i);
                copy(live, crashed, torn);
                assertThat(check(crashed)).isLessThan(BLOBS);
            }
        }
    }

    @Test
    void goesOnWithWhatAKilledRunLeft() throws Exception {
        Path live = temp.resolve("live");
        Path crashed = temp.resolve("crashed");
        try (Catalog catalog = Catalog.open(live, REPOSITORY)) {
            run(catalog);
            copy(live, crashed, Files.readAllBytes(live.resolve("catalog.db-wal")));
        }
        try (Catalog catalog = Catalog.open(crashed, REPOSITORY)) {
            assertThat(catalog.sessions()).extracting(SessionRow::dir).containsExactly("s1");
            catalog.beginSession(Samples.session("s2"));
            Reconciliation reconciliation = catalog.reconcile("s2");
            for (int i = 0; i < BLOBS; i++) {
                reconciliation.listed(digest(1000 + i));
            }
            reconciliation.finish(4, "id", Set.of(hex(digest(1000))), Set.of("s1", "s2"), Samples.NOW);

            BitSet usable = catalog.usableBlobs(4, Set.of(), ALICE);
            assertThat(usable.cardinality()).isEqualTo(BLOBS - 1);
            KnownEntryCursor pending = catalog.pending(SERIES, "s2");
            int reusable = 0;
            for (KnownEntry entry = pending.next(); entry != null; entry = pending.next()) {
                reusable += usable.get(ChunkRef.blob(entry.refs()[0])) ? 1 : 0;
            }
            assertThat(reusable).isEqualTo(BLOBS - 1);
            assertThat(catalog.reserveBlob("s2", BlobKind.DATA)).isGreaterThan(BLOBS);
        }
    }
}
