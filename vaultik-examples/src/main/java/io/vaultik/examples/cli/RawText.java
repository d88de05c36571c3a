package io.vaultik.examples.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as a string and back without a loss: what is valid UTF-8 is text, any other byte {@code b} becomes the lone surrogate
 * {@code U+DC00 + b}, which no valid text holds (the scheme of Python's PEP 383). So names that are not text pass through an
 * option parser.
 */
final class RawText {
    private static final char ESCAPE = 0xDC00;
    private static final char FIRST = 0xDC80;
    private static final char LAST = 0xDCFF;

    private RawText() {}

    /** Returns the string that stands for some bytes. */
    static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    /** Returns the bytes that a string of {@link #decode} stands for. */
    static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                bytes.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(text.charAt(i) - ESCAPE);
                from = i + 1;
            }
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /** Tells whether a string of {@link #decode} is text: no byte had to be escaped. */
    static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isEscape(text, i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the text with U+FFFD for what is none. */
    static String lossy(String text) {
        return isText(text) ? text : new String(encode(text), StandardCharsets.UTF_8);
    }

    private static boolean isEscape(String text, int at) {
        char c = text.charAt(at);
        return c >= FIRST && c <= LAST && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
