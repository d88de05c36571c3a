package io.vaultik.core.internal.format;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Lower-case hexadecimal text, the form of digests in keys and documents. */
public final class Hex {
    private static final int DIGEST_DIGITS = 64;
    private static final HexFormat FORMAT = HexFormat.of();

    private Hex() {}

    /**
     * {@return bytes as text, two digits each}
     *
     * @param bytes any bytes
     */
    public static String of(byte[] bytes) {
        return FORMAT.formatHex(bytes);
    }

    /**
     * {@return random digits, for a name that nobody else takes}
     *
     * @param random where they come from
     * @param bytes half as many as there are digits
     */
    public static String random(RandomGenerator random, int bytes) {
        byte[] drawn = new byte[bytes];
        random.nextBytes(drawn);
        return of(drawn);
    }

    /**
     * Returns text as bytes.
     *
     * @param text hexadecimal digits of either case
     * @return half as many bytes
     * @throws IllegalArgumentException if it is not an even number of hexadecimal digits
     */
    public static byte[] bytes(String text) {
        return FORMAT.parseHex(text);
    }

    /**
     * {@return whether a text is a digest: 64 lower-case hexadecimal digits}
     *
     * @param text any text
     */
    public static boolean isDigest(String text) {
        boolean is = text.length() == DIGEST_DIGITS;
        // A plain loop: this is asked for each blob of each manifest.
        for (int i = 0; is && i < DIGEST_DIGITS; i++) {
            char c = text.charAt(i);
            is = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        return is;
    }
}
