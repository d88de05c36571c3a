package io.vaultik.core.internal.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.github.luben.zstd.ZstdInputStream;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.age.AgeHeader;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.storage.CountingStorage;
import io.vaultik.core.storage.StorageVerb;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks to a blob and back. */
class BlobTest {
    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 65_535, 65_536, MIB - 1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 1, 5 * MIB})
    void readsBackChunksOfAnyLength(int length) throws IOException {
        for (int count : new int[] {1, 2, 3}) {
            PackedBlob blob = new PackedBlob(random(length, count));
            blob.readAll(blob.reader());
            assertThat(blob.sealed.length()).isEqualTo(blob.bytes.length);
            assertThat(blob.sealed.directory().plainBytes()).isEqualTo((long) length * count);
        }
    }

    @Test
    void readsBackRandomMixtures() throws IOException {
        Random random = TestRandom.seeded("readsBackRandomMixtures");
        for (int i = 0; i < 20; i++) {
            List<byte[]> chunks = new ArrayList<>();
            for (int n = random.nextInt(60); n >= 0; n--) {
                chunks.add(TestRandom.bytes(random.nextLong(), 1 + random.nextInt(1 << 1 + random.nextInt(21))));
            }
            PackedBlob blob = new PackedBlob(chunks);
            blob.readAll(blob.reader());
            assertThat(blob.reader().directory().encode())
                    .isEqualTo(blob.sealed.directory().encode());
        }
    }

    @Test
    void isNamedByTheDigestOfItsBytesAndTellsItsHeader() throws IOException {
        PackedBlob blob = new PackedBlob(random(1_000, 3));
        assertThat(blob.sealed.name())
                .isEqualTo(DigestAlgorithm.SHA_256.digest(blob.bytes).hex());
        assertThat(blob.sealed.headerLength()).isEqualTo(AgeHeader.headerBytes("b", blob.bytes, blob.bytes.length));
    }

    @Test
    void smallChunksShareASegmentAndALargeOneHasItsOwn() throws IOException {
        List<byte[]> chunks = random(1_000, 1_500);
        chunks.add(700, TestRandom.bytes(9, MIB + 1));
        BlobDirectory directory = new PackedBlob(chunks).sealed.directory();
        assertThat(directory.segmentCount()).isEqualTo(3);
        assertThat(directory.segmentOf(699)).isZero();
        assertThat(directory.segmentOf(700)).isEqualTo(1);
        assertThat(directory.segmentOf(701)).isEqualTo(2);
        for (int segment = 0; segment < 3; segment++) {
            boolean single = directory.firstChunk(segment + 1) - directory.firstChunk(segment) == 1;
            assertThat(single || directory.plainLength(segment) <= Limits.SEGMENT_TARGET_BYTES)
                    .isTrue();
        }
    }

    @Test
    void equalSmallFilesCompressTogether() throws IOException {
        byte[] chunk = TestRandom.bytes(4, 4_000);
        PackedBlob blob = new PackedBlob(Collections.nCopies(250, chunk));
        assertThat(blob.bytes.length).isLessThan(250 * 4_000 / 10);
        blob.readAll(blob.reader());
    }

    @Test
    void aWriterPacksOneBlobAfterTheOther() throws IOException {
        try (BlobWriter writer = PackedBlob.writer()) {
            assertThat(writer.isOpen()).isFalse();
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            writer.begin(first::write);
            assertThat(writer.isOpen()).isTrue();
            SealedBlob one = PackedBlob.fill(writer, random(100, 5));
            assertThat(writer.isOpen()).isFalse();
            writer.begin((bytes, offset, length) -> {});
            writer.add(new byte[32], new byte[10], 0, 10);
            ByteArrayOutputStream second = new ByteArrayOutputStream();
            writer.begin(second::write);
            SealedBlob other = PackedBlob.fill(writer, random(100, 5));
            assertThat(other.name())
                    .isEqualTo(
                            DigestAlgorithm.SHA_256.digest(second.toByteArray()).hex());
            assertThat(one.name())
                    .isEqualTo(
                            DigestAlgorithm.SHA_256.digest(first.toByteArray()).hex());
            assertThat(one.name()).isNotEqualTo(other.name());
        }
    }

    @Test
    void aWriterTellsWhereAChunkLiesBeforeTheBlobIsSealed() throws IOException {
        List<byte[]> chunks = random(300, 50);
        List<ChunkLocation> located = new ArrayList<>();
        try (BlobWriter writer = PackedBlob.writer()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            writer.begin(out::write);
            for (int i = 0; i < chunks.size(); i++) {
                int index = writer.add(PackedBlob.digest(chunks.get(i)), chunks.get(i), 0, 300);
                assertThat(index).isEqualTo(i);
                if (i % 7 == 6) {
                    located.add(writer.locate(index - 3));
                    located.add(writer.locate(index));
                }
            }
            assertThat(writer.chunkCount()).isEqualTo(50);
            assertThat(writer.isFull(1)).isTrue();
            assertThat(writer.isFull(Long.MAX_VALUE)).isFalse();
            BlobDirectory directory = writer.finish().directory();
            for (int i = 0; i < located.size(); i++) {
                int index = i / 2 * 7 + (i % 2 == 0 ? 3 : 6);
                ChunkLocation sealed = directory.location(index, "");
                assertThat(located.get(i)).usingRecursiveComparison().isEqualTo(sealed);
            }
        }
    }

    @Test
    void aBlobIsFullAtItsMostChunks() throws IOException {
        try (BlobWriter writer = PackedBlob.writer()) {
            writer.begin((bytes, offset, length) -> {});
            byte[] one = {1};
            for (int i = 0; i < Limits.MAX_CHUNKS_PER_BLOB; i++) {
                assertThat(writer.isFull(Long.MAX_VALUE)).isFalse();
                writer.add(new byte[32], one, 0, 1);
            }
            assertThat(writer.isFull(Long.MAX_VALUE)).isTrue();
            byte[] frame = writer.finish().directory().encode();
            assertThat(frame.length).isLessThanOrEqualTo(Limits.MAX_DIRECTORY_BYTES);
            assertThat(BlobDirectory.decode(frame).chunkCount()).isEqualTo(Limits.MAX_CHUNKS_PER_BLOB);
        }
    }

    @Test
    void aSinkThatFailsFailsTheBlob() {
        BlobWriter writer = PackedBlob.writer();
        try (writer) {
            assertThatThrownBy(() -> {
                        writer.begin((bytes, offset, length) -> {
                            throw new IOException("disk");
                        });
                        PackedBlob.fill(writer, random(MIB, 2));
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessage("disk");
        }
    }

    @Test
    void theFirstReadOfANearSegmentTakesTheHeaderWithItAndEachLaterOneIsOneCall() throws IOException {
        PackedBlob blob = new PackedBlob(random(MIB, 6));
        CountingStorage counting = new CountingStorage(blob.storage);
        BlobReader reader = blob.reader(counting);
        BlobDirectory directory = blob.sealed.directory();
        long calls = 0;
        for (int segment = 0; segment < directory.segmentCount(); segment++) {
            reader.segment(directory.segmentOffset(segment), directory.storedLength(segment));
            // The first segment has 1 MiB: too far for one call.
            calls += segment == 0 ? 2 : 1;
            assertThat(counting.counts().allCalls()).isEqualTo(calls);
        }
        PackedBlob small = new PackedBlob(random(50_000, 1));
        CountingStorage joined = new CountingStorage(small.storage);
        small.readAll(small.reader(joined));
        assertThat(joined.counts().allCalls()).isEqualTo(1);
        assertThat(joined.counts().bytes(StorageVerb.READ)).isLessThanOrEqualTo(small.bytes.length);
    }

    @Test
    void aFirstReadNearTheEndOfALargeBlobReadsNoMoreThanItNeeds() throws IOException {
        PackedBlob blob = new PackedBlob(random(MIB, 8));
        CountingStorage counting = new CountingStorage(blob.storage);
        BlobDirectory directory = blob.sealed.directory();
        int last = directory.segmentCount() - 1;
        blob.reader(counting).segment(directory.segmentOffset(last), directory.storedLength(last));
        assertThat(counting.counts().allCalls()).isEqualTo(2);
        assertThat(counting.counts().bytes(StorageVerb.READ)).isLessThan(2 * MIB);
    }

    @Test
    void theDirectoryIsFoundFromTheEnd() throws IOException {
        for (int count : new int[] {1, 1_000, 1_300, 1_819, 1_820, 1_821, 5_000}) {
            PackedBlob blob = new PackedBlob(random(10, count));
            CountingStorage counting = new CountingStorage(blob.storage);
            assertThat(blob.reader(counting).directory().encode())
                    .isEqualTo(blob.sealed.directory().encode());
            assertThat(counting.counts().allCalls()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void anEmptyBlobHasADirectory() throws IOException {
        PackedBlob blob = new PackedBlob(List.of());
        assertThat(blob.reader().directory().chunkCount()).isZero();
        assertThat(blob.reader().directory().kind()).isEqualTo(BlobKind.DATA);
    }

    @Test
    void anyRangeIsThatOfThePlaintext() throws IOException, GeneralSecurityException {
        PackedBlob blob = new PackedBlob(random(100_000, 4));
        byte[] plain = decrypted(blob).readAllBytes();
        Random random = TestRandom.seeded("anyRangeIsThatOfThePlaintext");
        BlobReader reader = blob.reader();
        for (int i = 0; i < 300; i++) {
            int offset = random.nextInt(plain.length + 1);
            int length = random.nextInt(plain.length + 1 - offset);
            BlobReader used = i % 3 == 0 ? blob.reader() : reader;
            assertThat(used.read(offset, length))
                    .isEqualTo(java.util.Arrays.copyOfRange(plain, offset, offset + length));
        }
    }

    @Test
    void otherImplementationsYieldTheChunksOneAfterTheOther() throws IOException, GeneralSecurityException {
        List<byte[]> chunks = random(30_000, 100);
        chunks.add(TestRandom.bytes(7, 3 * MIB));
        PackedBlob blob = new PackedBlob(chunks);
        try (InputStream plain = new ZstdInputStream(decrypted(blob)).setContinuous(false)) {
            assertThat(plain.readAllBytes()).isEqualTo(joined(chunks));
        }
    }

    @Test
    @Tag("interop")
    void theProgramsYieldTheChunksOneAfterTheOther(@TempDir Path folder) throws Exception {
        List<byte[]> chunks = random(30_000, 100);
        chunks.add(TestRandom.bytes(7, 3 * MIB));
        PackedBlob blob = new PackedBlob(chunks);
        Files.write(folder.resolve("blob"), blob.bytes);
        Files.writeString(folder.resolve("key"), PackedBlob.IDENTITY.text() + "\n");
        List<Process> pipeline = ProcessBuilder.startPipeline(List.of(
                new ProcessBuilder("age", "-d", "-i", "key", "blob").directory(folder.toFile()),
                new ProcessBuilder("zstd", "-d", "-c")
                        .directory(folder.toFile())
                        .redirectOutput(folder.resolve("plain").toFile())));
        for (Process process : pipeline) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
        assertThat(folder.resolve("plain")).hasBinaryContent(joined(chunks));
    }

    private static InputStream decrypted(PackedBlob blob) throws IOException, GeneralSecurityException {
        return Channels.newInputStream(new StandardDecryptingChannelFactory()
                .newDecryptingChannel(
                        Channels.newChannel(new ByteArrayInputStream(blob.bytes)),
                        List.of(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(
                                PackedBlob.IDENTITY.text()))));
    }

    private static byte[] joined(List<byte[]> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static List<byte[]> random(int length, int count) {
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chunks.add(TestRandom.bytes(i, length));
        }
        return chunks;
    }
}
