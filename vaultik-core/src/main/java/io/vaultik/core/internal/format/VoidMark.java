package io.vaultik.core.internal.format;

import io.vaultik.storage.ObjectInfo;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes at a commit key which say that its session was revoked, or its snapshot deleted while the session object was there:
 * {@code {"void":1}}, uncompressed, so that a listing tells them from a manifest by their length.
 */
public final class VoidMark {
    private static final byte[] BYTES = "{\"void\":1}".getBytes(StandardCharsets.US_ASCII);

    /** The length, which no manifest has. */
    public static final int LENGTH = 10;

    private VoidMark() {}

    /** {@return a copy of the bytes, {@link #LENGTH} of them} */
    public static byte[] bytes() {
        return BYTES.clone();
    }

    /**
     * {@return whether an object at a commit key is a void}
     *
     * @param info what a listing says of it
     */
    public static boolean is(ObjectInfo info) {
        return info.length() == LENGTH;
    }

    /**
     * {@return whether an object is a void}
     *
     * @param object the whole object at a commit key, as stored
     */
    public static boolean is(byte[] object) {
        return Arrays.equals(BYTES, object);
    }
}
