package io.vaultik.core.internal.fs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Paths of the system as bytes, whatever the locale says. */
public final class PathBytes {
    private PathBytes() {}

    /**
     * Returns the bytes of a path.
     *
     * @param path an absolute path
     * @return its bytes, without a slash at the end unless that is all there is
     */
    public static byte[] of(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        // The runtime's own text of a path has lost what the locale cannot tell; its URI has every byte.
        byte[] bytes = decode(path.toUri().getRawPath());
        // The URI of a directory ends in a slash.
        boolean isClosed = bytes.length > 1 && bytes[bytes.length - 1] == '/';
        return isClosed ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    /**
     * Returns the bytes of the last component of a path.
     *
     * @param path an absolute path
     * @return its bytes; none for the root of a file system
     */
    public static byte[] name(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        byte[] bytes = of(path);
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    /**
     * Tells whether bytes are UTF-8.
     *
     * @param bytes the bytes
     * @return true if they are
     */
    public static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Tells whether bytes are ASCII.
     *
     * @param bytes the bytes
     * @return true if none has its highest bit set
     */
    public static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static byte[] decode(String uriPath) {
        byte[] escaped = uriPath.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[escaped.length];
        int length = 0;
        for (int i = 0; i < escaped.length; i++) {
            if (escaped[i] == '%') {
                out[length++] = (byte) Integer.parseInt(uriPath, i + 1, i + 3, 16);
                i += 2;
            } else {
                out[length++] = escaped[i];
            }
        }
        return Arrays.copyOf(out, length);
    }
}
