package io.vaultik.core.internal.age;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Base64 of RFC 4648 section 4 without padding, in its one canonical form: what an age header holds. */
final class RawBase64 {
    private RawBase64() {}

    static String encode(byte[] data) {
        return Base64.getEncoder().withoutPadding().encodeToString(data);
    }

    /**
     * Decodes text.
     *
     * @param text the text
     * @return the bytes, or null if the text is not the very text that {@link #encode} gives for them
     */
    static byte @Nullable [] decode(String text) {
        try {
            byte[] data = Base64.getDecoder().decode(text);
            return encode(data).equals(text) ? data : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
