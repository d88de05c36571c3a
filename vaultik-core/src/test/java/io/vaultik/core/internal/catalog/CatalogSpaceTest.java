package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.NOW;
import static io.vaultik.core.internal.catalog.Samples.REPOSITORY;
import static io.vaultik.core.internal.catalog.Samples.SERIES;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full at each page of the file: a call works, or throws "no space" and has changed nothing. */
class CatalogSpaceTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path temp;

    @Test
    void changesNothingWhenTheDiskIsFullAtAnyWrite() throws Exception {
        int refused = 0;
        int pages = 1;
        boolean complete = false;
        while (!complete) {
            Path folder = temp.resolve("pages-" + pages);
            int done;
            try (Catalog catalog = Catalog.open(folder, REPOSITORY, new Limits(1_000, pages))) {
                done = run(catalog);
                complete = done == 30;
                check(catalog, done);
            } catch (NoSpaceException e) {
                done = -1;
            }
            if (done >= 0) {
                try (Catalog catalog = Catalog.open(folder, REPOSITORY)) {
                    check(catalog, done);
                }
            }
            refused += complete ? 0 : 1;
            pages++;
        }
        assertThat(refused).isGreaterThan(25);
    }

    /** Stores blobs and commits them until the disk is full; returns how many rounds were whole. */
    private static int run(Catalog catalog) throws VaultikException {
        for (int round = 0; round < 30; round++) {
            try {
                String session = "s" + round;
                catalog.beginSession(Samples.session(session));
                int id = catalog.reserveBlob(session, BlobKind.DATA);
                catalog.answered(
                        Samples.blob(id, 1_000 + round, round * 100L, 100),
                        round,
                        ALICE,
                        List.of(Samples.block(Samples.entry(round))));
                catalog.commit(
                        session,
                        List.of(digest(1_000 + round)),
                        Samples.generation(catalog, session, round, round + 500));
                Reconciliation reconciliation = catalog.reconcile(session);
                for (int i = 0; i <= round; i++) {
                    reconciliation.listed(digest(1_000 + i));
                }
                reconciliation.finish(round, "id", Set.of(), Set.of(), NOW);
            } catch (NoSpaceException e) {
                return round;
            }
        }
        return 30;
    }

    private static void check(Catalog catalog, int done) throws VaultikException {
        for (int round = 0; round < done; round++) {
            assertThat(catalog.findChunk(digest(round * 100L + 99))).isNotEqualTo(ChunkRef.NONE);
        }
        assertThat(catalog.agreement().number()).isBetween(done - 1L, (long) done);
        catalog.usableBlobs(0, Set.of(), ALICE).stream().forEach(id -> wholeBlob(catalog, id));
        if (done > 0) {
            List<KnownEntry> entries = new ArrayList<>(
                    Samples.all(catalog.entries(catalog.current(SERIES).orElseThrow())));
            assertThat(entries).hasSize(500);
        }
    }

    private static void wholeBlob(Catalog catalog, int id) {
        try {
            assertThat(catalog.blob(id)).isPresent();
            assertThat(catalog.directory(id)).isPresent();
        } catch (VaultikException e) {
            throw new AssertionError(e);
        }
    }
}
