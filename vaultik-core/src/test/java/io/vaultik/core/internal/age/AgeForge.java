package io.vaultik.core.internal.age;

import io.vaultik.core.internal.TestRandom;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Builds age files part by part, right or wrong in exactly one respect; the MAC always fits what was built. */
final class AgeForge {
    static final X25519Identity IDENTITY = identity(1);
    static final byte[] FILE_KEY = "YELLOW SUBMARINE".getBytes(StandardCharsets.US_ASCII);
    static final byte[] NONCE = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private final StringBuilder stanzas = new StringBuilder();
    private String intro = "age-encryption.org/v1\n";
    private UnaryOperator<String> footer = mac -> "--- " + mac + "\n";
    private byte[] nonce = NONCE;

    static X25519Identity identity(long seed) {
        return X25519Identity.generate(TestRandom.secure(seed));
    }

    /** A right stanza for a recipient, as text. */
    static String stanza(X25519Identity identity) {
        return text(identity.recipient().wrap(FILE_KEY, TestRandom.secure(7)));
    }

    static String text(Stanza stanza) {
        StringBuilder text = new StringBuilder();
        stanza.appendTo(text);
        return text.toString();
    }

    /** A stanza for {@link #IDENTITY} with this share and a body that is sealed as well as it can be. */
    static String stanza(byte[] share, byte[] wrapped) {
        byte[] point = Arrays.copyOf(share, 32);
        byte[] secret = new byte[32];
        byte[] body = X25519Stanza.seal(secret, point, IDENTITY.recipient().point(), wrapped)
                .body();
        return text(new Stanza("X25519", List.of(RawBase64.encode(share)), body));
    }

    AgeForge intro(String text) {
        intro = text;
        return this;
    }

    AgeForge with(String stanzaText) {
        stanzas.append(stanzaText);
        return this;
    }

    AgeForge right() {
        return with(stanza(IDENTITY));
    }

    AgeForge footer(UnaryOperator<String> line) {
        footer = line;
        return this;
    }

    AgeForge nonce(int length) {
        nonce = Arrays.copyOf(NONCE, length);
        return this;
    }

    AgeForge chunk(long number, boolean last, int length) {
        byte[] sealed = sealed(number, last, length);
        return raw(sealed, sealed.length);
    }

    AgeForge raw(byte[] bytes, int length) {
        payload.write(bytes, 0, length);
        return this;
    }

    static byte[] sealed(long number, boolean last, int length) {
        StreamCipher cipher = StreamCipher.sealing(new FileKey(FILE_KEY.clone()).payloadKey(NONCE));
        byte[] sealed = new byte[length + StreamCipher.TAG_BYTES];
        cipher.seal(number, last, new byte[length], length, sealed);
        return sealed;
    }

    byte[] bytes() {
        String head = intro + stanzas + "---";
        byte[] mac = new FileKey(FILE_KEY.clone()).headerMac(head.getBytes(StandardCharsets.ISO_8859_1));
        String text = intro + stanzas + footer.apply(RawBase64.encode(mac));
        byte[] header = X25519.concat(text.getBytes(StandardCharsets.ISO_8859_1), nonce);
        return X25519.concat(header, payload.toByteArray());
    }

    /** A right file of that many zero bytes. */
    byte[] bytes(int plainBytes) {
        payload.reset();
        long number = 0;
        int rest = plainBytes;
        for (; rest > StreamCipher.CHUNK_BYTES; rest -= StreamCipher.CHUNK_BYTES) {
            chunk(number++, false, StreamCipher.CHUNK_BYTES);
        }
        return chunk(number, true, rest).bytes();
    }
}
