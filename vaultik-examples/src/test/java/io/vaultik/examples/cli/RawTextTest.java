package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RawTextTest {
    @Test
    void keepsTextAsItIs() {
        String text = "plain, ümlaut, 漢字, \ud83d\ude00";

        assertThat(RawText.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(RawText.isText(text)).isTrue();
        assertThat(RawText.lossy(text)).isEqualTo(text);
    }

    @Test
    void escapesBytesThatAreNoText() {
        byte[] latin1 = {'c', 'a', 'f', (byte) 0xe9, '.', 't', 'x', 't'};

        String raw = RawText.decode(latin1);

        assertThat(raw).isEqualTo("caf\udce9.txt");
        assertThat(RawText.isText(raw)).isFalse();
        assertThat(RawText.lossy(raw)).isEqualTo("caf\ufffd.txt");
        assertThat(RawText.encode(raw)).isEqualTo(latin1);
    }

    @Test
    void givesEveryByteBack() {
        long seed = Long.getLong("vaultik.test.seed", 20261121L);
        System.out.println("vaultik.test.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(24)];
            random.nextBytes(bytes);

            assertThat(RawText.encode(RawText.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void givesEncodedSurrogatesBack() {
        byte[] surrogate = {(byte) 0xed, (byte) 0xb3, (byte) 0xa9, 'x', (byte) 0xf0, (byte) 0x9f};

        assertThat(RawText.encode(RawText.decode(surrogate))).isEqualTo(surrogate);
    }
}
