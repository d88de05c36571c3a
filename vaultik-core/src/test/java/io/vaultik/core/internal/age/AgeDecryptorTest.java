package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AgeDecryptorTest {
    private final X25519Identity identity = AgeForge.identity(50);

    private byte[] file(int plainBytes) throws IOException {
        return AgeEncryptorTest.encrypt(
                AgeEncryptorTest.encryptor(AgeForge.identity(51), identity), TestRandom.bytes(52, plainBytes));
    }

    @Test
    void refusesEveryFlippedByte() throws IOException {
        byte[] file = file(100);
        for (int i = 0; i < file.length; i++) {
            for (int bit : new int[] {1, 0x20, 0x80, 0xff}) {
                byte[] damaged = file.clone();
                damaged[i] ^= (byte) bit;
                assertThatThrownBy(() -> AgeEncryptorTest.decrypt(damaged, identity))
                        .as("byte %d ^ %d", i, bit)
                        .isInstanceOf(VaultikException.class);
            }
        }
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] file = file(100);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> AgeEncryptorTest.decrypt(cut, identity))
                    .as("%d bytes", length)
                    .isInstanceOf(VaultikException.class);
        }
    }

    @Test
    void refusesTruncationsAroundEveryChunkAfterHandingOutOnlyWholeRightChunks() throws IOException {
        byte[] plain = TestRandom.bytes(52, 200_000);
        byte[] file = file(200_000);
        int headerBytes = AgeHeader.headerBytes("file", file, file.length);
        for (int chunk = 0; chunk <= 3; chunk++) {
            for (int off = -20; off <= 20; off++) {
                int length = headerBytes + chunk * StreamCipher.SEALED_BYTES + off;
                ByteArrayOutputStream got = new ByteArrayOutputStream();
                assertThatThrownBy(() -> open(Arrays.copyOf(file, length)).transferTo(got))
                        .isInstanceOf(VaultikException.class);
                assertThat(got.size() % StreamCipher.CHUNK_BYTES).isZero();
                assertThat(got.toByteArray()).isEqualTo(Arrays.copyOf(plain, got.size()));
            }
        }
    }

    @Test
    void failsTheSameWayForEver() throws IOException {
        byte[] file = file(100);
        file[file.length - 1] ^= 1;
        AgeDecryptor stream = open(file);
        assertThatThrownBy(stream::read).isInstanceOf(IntegrityException.class).hasMessageContaining("chunk 0");
        assertThatThrownBy(stream::read).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> stream.read(new byte[10])).isInstanceOf(IntegrityException.class);
    }

    @Test
    void endsForEver() throws IOException {
        AgeDecryptor stream = open(file(1));
        assertThat(stream.read(new byte[0])).isZero();
        assertThat(stream.read()).isNotNegative();
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[10])).isEqualTo(-1);
        assertThat(stream.available()).isZero();
    }

    @Test
    void doesNotCareHowTheSourceGivesItsBytes() throws IOException {
        Random random = TestRandom.seeded("doesNotCareHowTheSourceGivesItsBytes");
        InputStream slow = new FilterInputStream(new ByteArrayInputStream(file(150_000))) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 1 + random.nextInt(5000)));
            }
        };
        assertThat(AgeDecryptor.open("file", slow, identity).readAllBytes()).isEqualTo(TestRandom.bytes(52, 150_000));
    }

    @Test
    void readsAHeaderOfAnyAllowedLength() throws IOException {
        for (int fullLines = 1; fullLines < 1000; fullLines += 99) {
            String stanza = "-> x\n" + ("A".repeat(64) + "\n").repeat(fullLines) + "\n";
            byte[] file = new AgeForge().with(stanza).right().bytes(70_000);
            assertThat(AgeEncryptorTest.decrypt(file, AgeForge.IDENTITY)).hasSize(70_000);
        }
    }

    @Test
    void stopsReadingAnEndlessHeader() {
        byte[] intro = "age-encryption.org/v1\n-> ".getBytes(StandardCharsets.US_ASCII);
        long[] given = {0};
        InputStream letters = new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) 'a');
                given[0] += length;
                return length;
            }
        };
        InputStream endless = new SequenceInputStream(new ByteArrayInputStream(intro), letters);
        assertThatThrownBy(() -> AgeDecryptor.open("file", endless, identity)).isInstanceOf(MalformedException.class);
        assertThat(given[0]).isLessThan(70_000);
    }

    @Test
    void closesItsSource() throws IOException {
        boolean[] closed = {false};
        InputStream source = new ByteArrayInputStream(file(1)) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        AgeDecryptor.open("file", source, identity).close();
        assertThat(closed[0]).isTrue();
    }

    private AgeDecryptor open(byte[] file) throws IOException {
        return AgeDecryptor.open("file", new ByteArrayInputStream(file), identity);
    }
}
