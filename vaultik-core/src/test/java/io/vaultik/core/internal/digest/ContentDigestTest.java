package io.vaultik.core.internal.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.UnsupportedFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentDigestTest {
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheSha256OfFips180() throws MalformedException {
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(DigestAlgorithm.SHA_256.digest(abc))
                .isEqualTo(ContentDigest.ofHex(HEX))
                .hasToString(HEX);
    }

    @Test
    void readsTheHexThatItWrites() throws MalformedException {
        ContentDigest digest = ContentDigest.of(TestRandom.bytes(1, 32));
        assertThat(ContentDigest.ofHex(digest.hex())).isEqualTo(digest).hasSameHashCodeAs(digest);
        assertThat(digest.hex()).matches("[0-9a-f]{64}");
    }

    @Test
    void refusesOtherHex() {
        List<String> wrong = List.of(
                "",
                HEX.substring(1),
                HEX + "0",
                HEX.replace('b', 'B'),
                HEX.replace('b', 'g'),
                HEX.replace('b', ' '),
                HEX.replace('b', '\u0661'),
                "-" + HEX.substring(1));
        for (String text : wrong) {
            assertThatThrownBy(() -> ContentDigest.ofHex(text)).as(text).isInstanceOf(MalformedException.class);
        }
        assertThatThrownBy(() -> ContentDigest.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharesNoArrayWithAnyone() {
        byte[] bytes = TestRandom.bytes(2, 40);
        ContentDigest digest = ContentDigest.of(bytes, 4);
        byte[] expected = Arrays.copyOfRange(bytes, 4, 36);
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(digest.bytes(), (byte) 0);
        assertThat(digest.bytes()).isEqualTo(expected);
        digest.writeTo(bytes, 8);
        assertThat(Arrays.copyOfRange(bytes, 8, 40)).isEqualTo(expected);
        byte[] whole = expected.clone();
        ContentDigest copied = ContentDigest.of(whole);
        whole[0]++;
        assertThat(copied.bytes()).isEqualTo(expected);
    }

    @Test
    void isOrderedByItsUnsignedBytes() throws MalformedException {
        ContentDigest low = ContentDigest.ofHex("7f" + "0".repeat(62));
        ContentDigest high = ContentDigest.ofHex("80" + "0".repeat(62));
        assertThat(low).isLessThan(high).isNotEqualTo(high);
        assertThat(high.hashCode()).isEqualTo(0x80000000);
    }

    @Test
    void namesTheAlgorithms() throws UnsupportedFormatException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            assertThat(DigestAlgorithm.of(algorithm.id())).isEqualTo(algorithm);
            assertThat(algorithm).hasToString(algorithm.id());
        }
        assertThat(DigestAlgorithm.SHA_256.id()).isEqualTo("sha-256");
        assertThat(DigestAlgorithm.BLAKE3.id()).isEqualTo("blake3");
        for (String id : List.of("", "SHA-256", "sha256", "md5")) {
            assertThatThrownBy(() -> DigestAlgorithm.of(id)).isInstanceOf(UnsupportedFormatException.class);
        }
    }

    @Test
    void isMadeByDigestersThatStartAnew() {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            byte[] bytes = TestRandom.bytes(3, 10_000);
            Digester digester = algorithm.newDigester();
            digester.update(bytes, 0, 10);
            digester.reset();
            for (int i = 0; i < 2; i++) {
                digester.update(bytes, 0, 4000);
                digester.update(bytes, 4000, 6000);
                byte[] out = new byte[40];
                digester.digestInto(out, 8);
                assertThat(ContentDigest.of(out, 8)).isEqualTo(algorithm.digest(bytes));
            }
            assertThatThrownBy(() -> digester.digestInto(new byte[31], 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> digester.update(bytes, 1, 10_000)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }
}
