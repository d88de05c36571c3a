package io.vaultik.core.internal.content;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Names of files as bytes, whatever the locale says, and as text for people. */
final class RawName {
    private RawName() {}

    /** Returns the bytes of the last component of a path. */
    static byte[] of(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString();
        return isAscii(text) ? text.getBytes(StandardCharsets.US_ASCII) : lastOf(bytes(path));
    }

    /** Returns the bytes of an absolute path. */
    static byte[] bytes(Path path) {
        String text = path.toString();
        if (isAscii(text)) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
        // The runtime's own text of a path has lost what the locale cannot tell; its URI has every byte.
        return decode(path.toUri().getRawPath());
    }

    /** Tells whether bytes are UTF-8. */
    static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    static boolean isAscii(byte[] bytes) {
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

    /** The URI of a directory ends in a slash. */
    private static byte[] lastOf(byte[] path) {
        int end = path[path.length - 1] == '/' ? path.length - 1 : path.length;
        int start = end;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        return java.util.Arrays.copyOfRange(path, start, end);
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
        return java.util.Arrays.copyOf(out, length);
    }
}
