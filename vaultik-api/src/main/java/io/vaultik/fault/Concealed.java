package io.vaultik.fault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A value that comes from a user (a path, a name, a label) and must not reach a log.
 *
 * <p>{@link #toString()} shows a short hash under a key that lives as long as this process, so that two log lines about
 * one value can be told to belong together while nobody can guess the value; {@link #value()} is the plain text, for
 * results and for people who asked for it. Immutable and thread-safe.
 *
 * @param value the plain text
 * @since 0.1
 */
public record Concealed(String value) {
    private static final SecretKeySpec KEY = newKey();

    /**
     * Conceals a value.
     *
     * @param value any object; its string form is what is concealed
     * @return the concealed value
     */
    public static Concealed of(Object value) {
        return value instanceof Concealed concealed ? concealed : new Concealed(value.toString());
    }

    /** Returns a short keyed hash, such as {@code ~5f0c21ab}; never the value. */
    @Override
    public String toString() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(KEY);
            byte[] hash = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
            return "~" + HexFormat.of().formatHex(hash, 0, 4);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    private static SecretKeySpec newKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new SecretKeySpec(key, "HmacSHA256");
    }
}
