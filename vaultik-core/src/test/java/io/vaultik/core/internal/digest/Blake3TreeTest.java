package io.vaultik.core.internal.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("blake3")
class Blake3TreeTest {
    private static final Blake3Mode MODE = Blake3Mode.keyed(new byte[32]);
    private static final int PIECE = 256 << 10;

    private final ExecutorService pool = Executors.newFixedThreadPool(3);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                PIECE - 1,
                PIECE,
                PIECE + 1,
                2 * PIECE - 1,
                2 * PIECE,
                2 * PIECE + 1,
                3 * PIECE,
                4 * PIECE + 1024,
                7 * PIECE + 12_345,
                32 * PIECE,
                33 * PIECE + 1
            })
    void hasTheDigestOfOneThreadOnEveryExecutor(int length) throws IOException {
        byte[] bytes = TestRandom.bytes(length, length);
        Path path = Files.write(folder.resolve("file"), bytes);
        ContentDigest expected = digest(bytes);
        for (Executor executor : executors()) {
            for (int parallelism : new int[] {1, 2, 4}) {
                Blake3Tree tree = new Blake3Tree(MODE, Blake3Form.best(), executor, parallelism);
                try (FileChannel file = FileChannel.open(path)) {
                    assertThat(tree.digest(file, length)).isEqualTo(expected);
                    assertThat(file.position()).isZero();
                }
                assertThat(tree.digest(new ByteArrayInputStream(bytes))).isEqualTo(expected);
            }
        }
    }

    private List<Executor> executors() {
        Executor never = task -> {};
        Executor refusing = task -> {
            throw new RejectedExecutionException("this executor is full");
        };
        return List.of(pool, never, refusing, Runnable::run);
    }

    @Test
    void aTaskThatComesLateDoesNothing() throws IOException {
        List<Runnable> tasks = new ArrayList<>();
        byte[] bytes = TestRandom.bytes(5, 3 * PIECE);
        Path path = Files.write(folder.resolve("file"), bytes);
        try (FileChannel file = FileChannel.open(path)) {
            Blake3Tree tree = new Blake3Tree(MODE, Blake3Form.best(), tasks::add, 4);
            assertThat(tree.digest(file, bytes.length)).isEqualTo(digest(bytes));
        }
        assertThat(tasks).hasSize(2);
        tasks.forEach(Runnable::run);
    }

    @Test
    void hashesTheBeginningOfAFile() throws IOException {
        byte[] bytes = TestRandom.bytes(3, 5 * PIECE);
        Path path = Files.write(folder.resolve("file"), bytes);
        try (FileChannel file = FileChannel.open(path)) {
            Blake3Tree tree = new Blake3Tree(MODE, Blake3Form.best(), pool, 2);
            assertThat(tree.digest(file, 700_001)).isEqualTo(digest(java.util.Arrays.copyOf(bytes, 700_001)));
        }
    }

    @Test
    void refusesAFileThatIsShorter() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[3 * PIECE]);
        try (FileChannel file = FileChannel.open(path)) {
            Blake3Tree tree = new Blake3Tree(MODE, Blake3Form.best(), pool, 3);
            assertThatThrownBy(() -> tree.digest(file, 3 * PIECE + 1)).isInstanceOf(EOFException.class);
            assertThatThrownBy(() -> tree.digest(file, 30 * PIECE)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void givesTheFailureOfAStreamAndReadsItNoMore() {
        int[] reads = new int[1];
        InputStream failing = new FilterInputStream(new ByteArrayInputStream(new byte[20 * PIECE])) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (++reads[0] > 7) {
                    throw new IOException("the line is cut");
                }
                return super.read(into, offset, Math.min(length, PIECE));
            }
        };
        Blake3Tree tree = new Blake3Tree(MODE, Blake3Form.best(), pool, 1);
        assertThatThrownBy(() -> tree.digest(failing))
                .isInstanceOf(IOException.class)
                .hasMessage("the line is cut");
        assertThat(reads[0]).isEqualTo(8);
    }

    @Test
    void keepsTheInterruptOfItsThread() throws IOException {
        byte[] bytes = TestRandom.bytes(9, 9 * PIECE);
        Blake3Tree tree = new Blake3Tree(MODE, Blake3Form.best(), pool, 3);
        Thread.currentThread().interrupt();
        ContentDigest digest = tree.digest(new ByteArrayInputStream(bytes));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(digest).isEqualTo(digest(bytes));
    }

    private static ContentDigest digest(byte[] bytes) {
        Blake3 blake3 = new Blake3(MODE, Blake3Form.PLAIN);
        for (int at = 0; at < bytes.length; at += 64) {
            blake3.update(bytes, at, Math.min(64, bytes.length - at));
        }
        return blake3.digest();
    }
}
