package io.vaultik.core.internal.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.IntegrityException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VerifyingInputStreamTest {
    private static final byte[] BYTES = TestRandom.bytes(1, 10_000);
    private static final ContentDigest DIGEST = DigestAlgorithm.SHA_256.digest(BYTES);

    private static VerifyingInputStream open(byte[] bytes) {
        return new VerifyingInputStream(
                new ByteArrayInputStream(bytes), "blobs/x", DigestAlgorithm.SHA_256, DIGEST, BYTES.length);
    }

    @Test
    void handsOutRightBytesAndEnds() throws IOException {
        VerifyingInputStream stream = open(BYTES);
        assertThat(stream.readAllBytes()).isEqualTo(BYTES);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[5])).isEqualTo(-1);
        assertThat(stream.available()).isZero();
    }

    @Test
    void countsSingleAndSkippedBytesToo() throws IOException {
        VerifyingInputStream stream = open(BYTES);
        assertThat(stream.read()).isEqualTo(BYTES[0] & 0xff);
        assertThat(stream.skip(5000)).isEqualTo(5000);
        assertThat(stream.read(new byte[0])).isZero();
        assertThat(stream.readAllBytes()).isEqualTo(Arrays.copyOfRange(BYTES, 5001, 10_000));
    }

    @Test
    void failsInPlaceOfTheEndIfAByteIsWrong() throws IOException {
        byte[] damaged = BYTES.clone();
        damaged[5000] ^= 1;
        VerifyingInputStream stream = open(damaged);
        assertThat(stream.readNBytes(10_000)).isEqualTo(damaged);
        String actual = DigestAlgorithm.SHA_256.digest(damaged).hex();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(stream::read).isInstanceOfSatisfying(IntegrityException.class, e -> {
                assertThat(e.address()).isEqualTo("blobs/x");
                assertThat(e.expected()).isEqualTo(DIGEST.hex());
                assertThat(e.actual()).isEqualTo(actual);
            });
        }
    }

    @Test
    void failsIfBytesAreMissing() {
        for (int length : new int[] {0, 1, 9999}) {
            assertThatThrownBy(() -> open(Arrays.copyOf(BYTES, length)).readAllBytes())
                    .isInstanceOfSatisfying(IntegrityException.class, e -> {
                        assertThat(e.expected()).isEqualTo("10000 bytes");
                        assertThat(e.actual()).isEqualTo(length + " bytes");
                    });
        }
    }

    @Test
    void failsAsSoonAsThereAreTooManyBytes() throws IOException {
        VerifyingInputStream stream = open(Arrays.copyOf(BYTES, 100_000));
        assertThat(stream.readNBytes(10_000)).isEqualTo(BYTES);
        assertThatThrownBy(stream::read).isInstanceOf(IntegrityException.class);
        assertThatThrownBy(() -> stream.read(new byte[10])).isInstanceOf(IntegrityException.class);
    }

    @Test
    void closesItsSource() throws IOException {
        boolean[] closed = {false};
        ByteArrayInputStream source = new ByteArrayInputStream(BYTES) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new VerifyingInputStream(source, "blobs/x", DigestAlgorithm.BLAKE3, DIGEST, 1).close();
        assertThat(closed[0]).isTrue();
    }
}
