package io.vaultik.core.internal.catalog;

import static io.vaultik.core.internal.catalog.Samples.ALICE;
import static io.vaultik.core.internal.catalog.Samples.NOW;
import static io.vaultik.core.internal.catalog.Samples.REPOSITORY;
import static io.vaultik.core.internal.catalog.Samples.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.BusyException;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogSharingTest {
    private static final Limits IMPATIENT = new Limits(50, 0);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private Process holder(String pragma) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CatalogHolder.class.getName(),
                        folder.resolve("catalog.db").toString(),
                        pragma)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        assertThat(lines.readLine()).isEqualTo("held");
        return process;
    }

    private static void release(Process holder) throws Exception {
        holder.getOutputStream().close();
        assertThat(holder.waitFor()).isZero();
    }

    @Test
    void isNotDroppedWhileAnotherProcessHasItOpen() throws Exception {
        Catalog.open(folder, REPOSITORY).close();
        Process holder = holder("");

        assertThatThrownBy(() -> Catalog.drop(folder)).isInstanceOf(BusyException.class);
        assertThat(Catalog.exists(folder)).isTrue();

        release(holder);
        Catalog.drop(folder);
        assertThat(Catalog.exists(folder)).isFalse();
    }

    @Test
    void saysThatAnotherProcessHoldsTheFile() throws Exception {
        Catalog.open(folder, REPOSITORY).close();
        Process holder = holder("PRAGMA locking_mode=EXCLUSIVE");

        assertThatThrownBy(() -> Catalog.open(folder, REPOSITORY, IMPATIENT)).isInstanceOf(BusyException.class);

        release(holder);
        Catalog.open(folder, REPOSITORY).close();
    }

    @Test
    void readsWhileAnotherProcessWrites() throws Exception {
        try (Catalog catalog = Catalog.open(folder, REPOSITORY, IMPATIENT)) {
            int id = Samples.store(catalog, "s1", 0, 1);
            Process holder = holder("");

            assertThat(catalog.findChunk(digest(1))).isEqualTo(ChunkRef.of(id, 0));
            assertThat(catalog.findChunks(List.of(digest(1)))).containsExactly(ChunkRef.of(id, 0));
            assertThatThrownBy(() -> catalog.reserveBlob("s1", BlobKind.DATA)).isInstanceOf(BusyException.class);
            assertThatThrownBy(() -> catalog.beginSession(Samples.session("s1")))
                    .isInstanceOf(BusyException.class);
            assertThat(catalog.findChunk(digest(1))).isEqualTo(ChunkRef.of(id, 0));

            release(holder);
            assertThat(catalog.reserveBlob("s1", BlobKind.DATA)).isGreaterThan(id);
            assertThat(catalog.sessions()).isEmpty();
        }
    }

    @Test
    void isMadeOnceByThreadsThatOpenItTogether() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path fresh = folder.resolve("round-" + round);
                CyclicBarrier start = new CyclicBarrier(8);
                List<Future<Integer>> ids = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    ids.add(threads.submit(() -> {
                        start.await();
                        try (Catalog catalog = Catalog.open(fresh, REPOSITORY)) {
                            return catalog.reserveBlob("s1", BlobKind.DATA);
                        }
                    }));
                }
                Set<Integer> distinct = new TreeSet<>();
                for (Future<Integer> id : ids) {
                    distinct.add(id.get());
                }
                assertThat(distinct).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void servesTwoHandlesAndFourThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Catalog one = Catalog.open(folder, REPOSITORY);
                Catalog two = Catalog.open(folder, REPOSITORY)) {
            one.beginSession(Samples.session("s1"));
            List<Future<Boolean>> done = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                Catalog catalog = thread % 2 == 0 ? one : two;
                int base = thread * 1_000;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        int id = Samples.store(catalog, "s1", 3, base + i);
                        assertThat(catalog.findChunk(digest(base + i))).isEqualTo(ChunkRef.of(id, 0));
                        if (i % 20 == 0) {
                            Reconciliation reconciliation = catalog.reconcile("s2");
                            reconciliation.listed(digest(base + i));
                            reconciliation.finish(0, "", Set.of(), Set.of("s1"), NOW);
                        }
                    }
                    return true;
                }));
            }
            for (Future<Boolean> thread : done) {
                assertThat(thread.get()).isTrue();
            }
            assertThat(two.usableBlobs(3, Set.of(), ALICE)).isEqualTo(one.usableBlobs(3, Set.of(), ALICE));
            assertThat(one.usableBlobs(3, Set.of(), ALICE).cardinality()).isBetween(1, 400);
        } finally {
            threads.shutdownNow();
        }
    }
}
