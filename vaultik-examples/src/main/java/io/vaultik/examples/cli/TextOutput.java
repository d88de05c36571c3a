package io.vaultik.examples.cli;

import java.io.BufferedOutputStream;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Lines of text on an output, in UTF-8 whatever the locale. Names go out as their bytes, except that control characters
 * are shown as {@code \xNN}: a name can neither end a line nor steer a terminal. Not thread-safe; does not close the output.
 */
final class TextOutput implements Flushable {
    private final OutputStream out;

    TextOutput(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /** Writes a line. */
    void line(String text) throws IOException {
        line(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a line that holds names as bytes. */
    void line(byte[] text) throws IOException {
        text(text);
        out.write('\n');
    }

    /** Writes text without ending the line. */
    void text(byte[] text) throws IOException {
        for (byte b : text) {
            if (b >= 0 && b < 0x20 || b == 0x7f) {
                out.write(String.format(Locale.ROOT, "\\x%02x", b).getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(b);
            }
        }
    }

    /** Writes a label and what it stands for. */
    void row(String label, Object value) throws IOException {
        line(String.format(Locale.ROOT, "%-14s%s", label, value));
    }

    /** Writes bytes as they are. */
    void raw(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
