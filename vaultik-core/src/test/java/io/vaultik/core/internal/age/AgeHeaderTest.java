package io.vaultik.core.internal.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AgeHeaderTest {
    @Test
    void tellsItsLengthAsSoonAsTheNonceIsThereAndNotBefore() throws IOException {
        byte[] file =
                new AgeForge().right().with("-> x\n" + "A".repeat(64) + "\n\n").bytes(100);
        int headerBytes = AgeHeader.headerBytes("file", file, file.length);
        assertThat(Arrays.copyOfRange(file, headerBytes - 16, headerBytes)).isEqualTo(AgeForge.NONCE);
        for (int length = 0; length <= file.length; length++) {
            int expected = length < headerBytes ? -1 : headerBytes;
            assertThat(AgeHeader.headerBytes("file", file, length)).isEqualTo(expected);
        }
    }

    @Test
    void parsesTheStanzasThatItEncodes() throws IOException {
        FileKey key = new FileKey(AgeForge.FILE_KEY.clone());
        for (int bodyBytes = 0; bodyBytes <= 200; bodyBytes++) {
            Stanza stanza = new Stanza("x", List.of("a", "b"), TestRandom.bytes(bodyBytes, bodyBytes));
            byte[] encoded = X25519.concat(AgeHeader.encode(List.of(stanza), key), AgeForge.NONCE);
            AgeHeader header = Objects.requireNonNull(AgeHeader.parse("file", encoded, encoded.length));
            assertThat(header.headerBytes()).isEqualTo(encoded.length);
            Stanza parsed = header.stanzas().get(0);
            assertThat(parsed.body()).isEqualTo(stanza.body());
            assertThat(parsed.arguments()).containsExactly("a", "b");
            assertThat(header.payloadKey(stanzas -> AgeForge.FILE_KEY.clone()))
                    .isEqualTo(key.payloadKey(AgeForge.NONCE));
        }
    }

    @Test
    void refusesAFloodOfStanzas() throws IOException {
        byte[] most = new AgeForge().with("-> x\n\n".repeat(127)).right().bytes(0);
        assertThat(AgeHeader.headerBytes("file", most, most.length)).isPositive();
        byte[] flood = new AgeForge().with("-> x\n\n".repeat(128)).right().bytes(0);
        assertThatThrownBy(() -> AgeHeader.parse("file", flood, flood.length))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("128");
    }

    @Test
    void refusesAnOverlongHeaderAsSoonAsItKnows() throws IOException {
        for (String filler : List.of("-> " + "a".repeat(70_000), "-> x\n" + ("A".repeat(64) + "\n").repeat(1100))) {
            byte[] bytes = ("age-encryption.org/v1\n" + filler).getBytes(StandardCharsets.US_ASCII);
            assertThat(AgeHeader.parse("file", bytes, AgeHeader.MAX_BYTES - 1)).isNull();
            assertThatThrownBy(() -> AgeHeader.parse("file", bytes, bytes.length))
                    .isInstanceOf(MalformedException.class)
                    .hasMessageContaining("65536");
            assertThatThrownBy(() -> AgeHeader.parse("file", bytes, AgeHeader.MAX_BYTES))
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void takesTheFirstIdentityThatOpens() throws VaultikException {
        byte[] file = new AgeForge().right().bytes(5);
        AgeHeader header = Objects.requireNonNull(AgeHeader.parse("blobs/x", file, file.length));
        FileKeyUnwrapper others = FileKeyUnwrapper.anyOf(List.of(AgeForge.identity(30), AgeForge.identity(31)));
        assertThat(header.payloadKey(FileKeyUnwrapper.anyOf(List.of(others, AgeForge.IDENTITY))))
                .hasSize(32);
        assertThatThrownBy(() -> header.payloadKey(others))
                .isInstanceOf(WrongKeyException.class)
                .hasMessageContaining("blobs/x");
        assertThatThrownBy(() -> header.payloadKey(FileKeyUnwrapper.anyOf(List.of())))
                .isInstanceOf(WrongKeyException.class);
    }

    @Test
    void refusesAFileKeyOfAnotherLengthFromAnUnwrapper() throws VaultikException {
        byte[] file = new AgeForge().right().bytes(5);
        AgeHeader header = Objects.requireNonNull(AgeHeader.parse("file", file, file.length));
        assertThatThrownBy(() -> header.payloadKey(stanzas -> new byte[15])).isInstanceOf(MalformedException.class);
    }

    @Test
    void refusesStanzasThatNoHeaderCanHold() {
        for (String word : List.of("", "a b", "a\n", "caf\u00e9", "\u007f")) {
            assertThatThrownBy(() -> new Stanza(word, List.of(), new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Stanza("x", List.of(word), new byte[0]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
