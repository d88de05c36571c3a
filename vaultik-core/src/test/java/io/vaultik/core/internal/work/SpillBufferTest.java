package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillBufferTest {
    private static final int MIB = SpillBuffer.GRANT_BYTES;

    private final Path temp;

    SpillBufferTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void readsBackWhatWasWrittenWhateverTheLimit() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        for (int length : new int[] {0, 1, MIB - 64, MIB, 3 * MIB + 1}) {
            for (int grants = 0; grants < 5; grants++) {
                MemoryLimit limit = new MemoryLimit((long) grants * MIB + 5);
                byte[] content = content(length);
                try (SpillBuffer buffer = new SpillBuffer(limit, spool)) {
                    fill(buffer, content);
                    assertThat(buffer.length()).isEqualTo(length);
                    assertThat(buffer.open().readAllBytes()).isEqualTo(content);
                    assertThat(buffer.open().readAllBytes()).isEqualTo(content);
                }
                assertThat(limit.available()).isEqualTo((long) grants * MIB + 5);
                assertThat(spool.openFiles()).isZero();
            }
        }
    }

    @Test
    void makesNoFileWhileTheMemorySuffices() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        MemoryLimit limit = new MemoryLimit(2L * MIB);
        try (SpillBuffer buffer = new SpillBuffer(limit, spool)) {
            fill(buffer, content(2 * MIB - 128));
            assertThat(spool.files()).isEmpty();
            assertThat(limit.available()).isZero();
            buffer.write(new byte[1], 0, 1);
            assertThat(spool.files()).hasSize(1);
        }
    }

    @Test
    void staysInTheSpoolOnceMemoryWasRefused() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, Long.MAX_VALUE);
        MemoryLimit limit = new MemoryLimit(MIB);
        assertThat(limit.tryAcquire(MIB)).isTrue();
        try (SpillBuffer buffer = new SpillBuffer(limit, spool)) {
            buffer.write(new byte[] {1, 2}, 0, 2);
            limit.release(MIB);
            buffer.write(new byte[] {3}, 0, 1);
            assertThat(limit.available()).isEqualTo(MIB);
            assertThat(buffer.open().readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void isReadByManyThreadsAtOnce() throws Exception {
        byte[] content = content(3 * MIB);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (SpillBuffer buffer = new SpillBuffer(new MemoryLimit(MIB), new VisibleSpool(temp, Long.MAX_VALUE))) {
            fill(buffer, content);
            Callable<byte[]> read = () -> {
                try (InputStream in = buffer.open()) {
                    return in.readAllBytes();
                }
            };
            for (var copy : pool.invokeAll(Collections.nCopies(8, read))) {
                assertThat(copy.get()).isEqualTo(content);
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aFullDiskIsReportedAndEverythingGivenBack() throws IOException {
        VisibleSpool spool = new VisibleSpool(temp, 100_000);
        MemoryLimit limit = new MemoryLimit(MIB);
        try (SpillBuffer buffer = new SpillBuffer(limit, spool)) {
            assertThatThrownBy(() -> fill(buffer, content(2 * MIB))).isInstanceOf(NoSpaceException.class);
        }
        assertThat(limit.available()).isEqualTo(MIB);
        assertThat(spool.openFiles()).isZero();
    }

    @Test
    void closingItsStreamDoesNotCloseIt() throws IOException {
        SpillBuffer buffer = new SpillBuffer(new MemoryLimit(MIB), new VisibleSpool(temp, 0));
        try (OutputStream out = buffer.output()) {
            out.write(7);
            out.write(new byte[] {8, 9});
        }
        assertThat(buffer.open().readAllBytes()).containsExactly(7, 8, 9);
        buffer.close();
        buffer.close();
        assertThatThrownBy(() -> buffer.write(new byte[1], 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(buffer::open).isInstanceOf(IllegalStateException.class);
    }

    private static void fill(SpillBuffer buffer, byte[] content) throws VaultikException {
        Random sizes = new Random(content.length);
        for (int at = 0; at < content.length; ) {
            int count = Math.min(content.length - at, 1 + sizes.nextInt(200_000));
            buffer.write(content, at, count);
            at += count;
        }
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }
}
