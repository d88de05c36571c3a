package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgePayloadTest {
    private final X25519Identity identity = AgeForge.identity(60);

    private byte[] file(int plainBytes) throws IOException {
        return AgeEncryptorTest.encrypt(AgeEncryptorTest.encryptor(identity), TestRandom.bytes(61, plainBytes));
    }

    private static AgePayload open(byte[] file, X25519Identity identity) throws VaultikException {
        AgeHeader header = AgeHeader.parse("file", file, file.length);
        if (header == null) {
            throw new MalformedException("cut", null);
        }
        return AgePayload.open(header, file.length, identity);
    }

    private static byte[] read(AgePayload payload, byte[] file, long offset, int length) throws VaultikException {
        CipherRange range = payload.cipherRange(offset, length);
        int from = (int) range.offset();
        return payload.decrypt(Arrays.copyOfRange(file, from, from + (int) range.length()), offset, length);
    }

    static byte[] decryptAll(byte[] file, X25519Identity identity) throws VaultikException {
        AgePayload payload = open(file, identity);
        return read(payload, file, 0, (int) payload.plainBytes());
    }

    @Test
    void knowsThePlaintextLengthFromTheLengthOfTheFile() throws IOException {
        for (int length : List.of(0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 300_000)) {
            assertThat(open(file(length), identity).plainBytes()).isEqualTo(length);
        }
    }

    @Test
    void readsAnyRangeAsTheStreamDoes() throws IOException {
        Random random = TestRandom.seeded("readsAnyRangeAsTheStreamDoes");
        for (int plainBytes : List.of(1, 1000, 65_536, 65_537, 131_072, 400_000)) {
            byte[] plain = TestRandom.bytes(61, plainBytes);
            byte[] file = file(plainBytes);
            AgePayload payload = open(file, identity);
            for (int i = 0; i < 60; i++) {
                int offset = random.nextInt(plainBytes + 1);
                int length = random.nextInt(plainBytes - offset + 1);
                assertThat(read(payload, file, offset, length))
                        .isEqualTo(Arrays.copyOfRange(plain, offset, offset + length));
            }
        }
    }

    @Test
    void readsRangesAtTheEdgesOfChunks() throws IOException {
        byte[] plain = TestRandom.bytes(61, 200_000);
        byte[] file = file(200_000);
        AgePayload payload = open(file, identity);
        int[] edges = {0, 1, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 199_999, 200_000};
        for (int from : edges) {
            for (int to : edges) {
                if (from <= to) {
                    assertThat(read(payload, file, from, to - from)).isEqualTo(Arrays.copyOfRange(plain, from, to));
                }
            }
        }
    }

    @Test
    void fetchesNoMoreThanTheChunksThatHoldTheRange() throws IOException {
        byte[] file = file(200_000);
        int headerBytes = AgeHeader.headerBytes("file", file, file.length);
        AgePayload payload = open(file, identity);
        assertThat(payload.cipherRange(0, 0)).isEqualTo(new CipherRange(headerBytes, 0));
        assertThat(payload.cipherRange(65_535, 1)).isEqualTo(new CipherRange(headerBytes, 65_552));
        assertThat(payload.cipherRange(65_536, 1)).isEqualTo(new CipherRange(headerBytes + 65_552, 65_552));
        assertThat(payload.cipherRange(65_535, 2)).isEqualTo(new CipherRange(headerBytes, 131_104));
        assertThat(payload.cipherRange(199_999, 1))
                .isEqualTo(new CipherRange(headerBytes + 3 * 65_552, 200_000 - 3 * 65_536 + 16));
    }

    @Test
    void refusesRangesOutsideOfThePlaintext() throws IOException {
        AgePayload payload = open(file(1000), identity);
        long[][] ranges = {
            {-1, 1},
            {0, -1},
            {0, 1001},
            {1001, 0},
            {1000, 1},
            {Long.MAX_VALUE, 1},
            {1, Long.MAX_VALUE},
            {Long.MIN_VALUE, 1}
        };
        for (long[] range : ranges) {
            assertThatThrownBy(() -> payload.cipherRange(range[0], range[1])).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> payload.decrypt(new byte[0], 999, 2)).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesShortLongDamagedAndMisplacedRanges() throws IOException {
        byte[] file = file(200_000);
        AgePayload payload = open(file, identity);
        CipherRange range = payload.cipherRange(70_000, 100);
        byte[] fetched = Arrays.copyOfRange(file, (int) range.offset(), (int) (range.offset() + range.length()));
        byte[] other = Arrays.copyOfRange(file, (int) range.offset() - 65_552, (int) range.offset());
        byte[] flipped = fetched.clone();
        flipped[65_000] ^= 4;
        List<byte[]> wrong =
                List.of(new byte[0], Arrays.copyOf(fetched, 65_551), Arrays.copyOf(fetched, 65_553), other, flipped);
        for (byte[] bytes : wrong) {
            assertThatThrownBy(() -> payload.decrypt(bytes, 70_000, 100)).isInstanceOf(IntegrityException.class);
        }
    }

    @Test
    void noticesAtItsLastChunkThatAFileWasCutOrExtendedAtAChunk() throws IOException {
        byte[] file = file(200_000);
        int headerBytes = AgeHeader.headerBytes("file", file, file.length);
        byte[] cut = Arrays.copyOf(file, headerBytes + 2 * StreamCipher.SEALED_BYTES);
        AgePayload shorter = open(cut, identity);
        assertThat(shorter.plainBytes()).isEqualTo(131_072);
        assertThatThrownBy(() -> read(shorter, cut, 131_071, 1)).isInstanceOf(IntegrityException.class);
        byte[] extended = Arrays.copyOf(file, file.length + 100);
        AgePayload longer = open(extended, identity);
        assertThatThrownBy(() -> read(longer, extended, 199_000, 1)).isInstanceOf(IntegrityException.class);
    }

    @Test
    void refusesEveryFlippedByteAndEveryTruncation() throws IOException {
        byte[] file = file(50);
        for (int i = 0; i < file.length; i++) {
            byte[] damaged = file.clone();
            damaged[i] ^= 1;
            assertThatThrownBy(() -> decryptAll(damaged, identity))
                    .as("byte %d", i)
                    .isInstanceOf(VaultikException.class);
            byte[] cut = Arrays.copyOf(file, i);
            assertThatThrownBy(() -> decryptAll(cut, identity))
                    .as("%d bytes", i)
                    .isInstanceOf(VaultikException.class);
        }
    }

    @Test
    void refusesLengthsThatNoFileHas() throws IOException {
        byte[] file = file(0);
        AgeHeader header = Objects.requireNonNull(AgeHeader.parse("file", file, file.length));
        int headerBytes = header.headerBytes();
        long[] payloads = {-headerBytes, -1, 0, 15, 65_552 + 1, 65_552 + 16, 5 * 65_552L + 16, Long.MIN_VALUE};
        for (long bytes : payloads) {
            assertThatThrownBy(() -> AgePayload.open(header, headerBytes + bytes, identity))
                    .isInstanceOf(MalformedException.class);
        }
    }
}
