package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.storage.ForwardingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files, a large one, a large directory: each in the small heap of the tests (256 MiB). */
@Tag("heap")
class MemoryTest {
    @TempDir
    Path folder;

    @Test
    void manySmallFiles() throws IOException {
        requireFits(200_000, i -> "d" + i % 200 + "/file-" + i, i -> 100 + i * 7919L % 1901);
    }

    @Test
    void aDirectoryOfManyEntries() throws IOException {
        requireFits(200_000, i -> "directory/entry-with-a-name-of-usual-length-" + i, i -> 0);
    }

    @Test
    void aLongStream() throws IOException {
        requireFits(1, i -> "stream", i -> 1L << 30);
    }

    @Test
    @Tag("campaign")
    void aMillionFilesInOneDirectory() throws IOException {
        requireFits(1_000_000, i -> "directory/entry-with-a-name-of-usual-length-" + i, i -> 100 + i * 7919L % 1901);
    }

    @Test
    @Tag("campaign")
    void aStreamOfTwentyGibibytes() throws IOException {
        requireFits(1, i -> "stream", i -> 20L << 30);
    }

    private void requireFits(int count, IntFunction<String> path, IntToLongFunction size) throws IOException {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(256L << 20);
        Generated source = new Generated(count, path, size);
        TestHost host = new TestHost(folder.resolve("host"), new TestClock());
        long before = System.nanoTime();
        try (Repository repository = Vaultik.create(new Discarding(new MemoryStorage()), host.options())) {
            SnapshotResult made = repository.snapshot().source(source).run();
            assertThat(made.counts().files()).isEqualTo(count);
            long expected = 0;
            for (int i = 0; i < count; i++) {
                expected += size.applyAsLong(i);
            }
            assertThat(made.counts().bytes()).isEqualTo(expected);
            SnapshotResult again = repository.snapshot().source(source).run();
            assertThat(again.unchangedFiles()).isEqualTo(count);
            assertThat(again.newBlobs()).isZero();
            System.out.printf(
                    "MemoryTest: %,d files, %,d bytes, twice, in %,d ms%n",
                    count, expected, (System.nanoTime() - before) / 1_000_000);
        }
    }

    /** Reads blobs to their end and forgets them. */
    private static final class Discarding extends ForwardingStorage {
        Discarding(ObjectStorage delegate) {
            super(delegate);
        }

        @Override
        public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
            if (!key.value().startsWith("blobs/")) {
                super.put(key, body, mode);
                return;
            }
            try (InputStream in = body.open()) {
                assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(body.length());
            } catch (IOException e) {
                throw new StorageException(false, "a body cannot be read", e);
            }
        }
    }

    /** Files whose content is made when it is read. */
    private record Generated(int count, IntFunction<String> path, IntToLongFunction size) implements BackupSource {
        private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

        @Override
        public SourceId id() {
            return new SourceId("generated", "generated");
        }

        @Override
        public void walk(SourceRun run) throws IOException {
            EntryAttributes attributes =
                    EntryAttributes.builder().mode(0644).modified(OLD).build();
            for (int i = 0; i < count; i++) {
                run.entry(SourceEntry.builder(EntryPath.of(path.apply(i)), EntryKind.FILE)
                        .attributes(attributes)
                        .itemId(Integer.toString(i))
                        .size(size.applyAsLong(i))
                        .build());
            }
        }

        @Override
        public SourceContent open(SourceEntry entry) {
            int number = Integer.parseInt(entry.itemId().orElseThrow());
            return SourceContent.of(new Noise(number, size.applyAsLong(number)));
        }
    }

    /** Bytes that no compressor shortens much, by a xorshift generator (Marsaglia 2003). */
    private static final class Noise extends InputStream {
        private long state;
        private long left;

        Noise(int seed, long length) {
            this.state = (seed + 1) * 0x9E3779B97F4A7C15L;
            this.left = length;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(left, length);
            for (int i = 0; i < count; i += 8) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
                for (int j = i; j < Math.min(i + 8, count); j++) {
                    bytes[offset + j] = (byte) (state >>> 8 * (j - i));
                }
            }
            left -= count;
            return count;
        }
    }
}
