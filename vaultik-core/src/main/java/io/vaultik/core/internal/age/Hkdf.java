package io.vaultik.core.internal.age;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA-256 (RFC 5869) for the one output length that age needs, 32 bytes: a single round of expansion. */
final class Hkdf {
    private static final String HMAC = "HmacSHA256";

    private Hkdf() {}

    /**
     * Derives 32 bytes.
     *
     * @param secret the input keying material
     * @param salt the salt; empty stands for 32 zero bytes
     * @param info what the result is for
     * @return 32 bytes
     */
    static byte[] derive(byte[] secret, byte[] salt, String info) {
        byte[] pseudoRandomKey = hmac(salt.length == 0 ? new byte[32] : salt, secret);
        byte[] text = info.getBytes(StandardCharsets.US_ASCII);
        byte[] round = new byte[text.length + 1];
        System.arraycopy(text, 0, round, 0, text.length);
        round[text.length] = 1;
        return hmac(pseudoRandomKey, round);
    }

    static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + HMAC, e);
        }
    }
}
