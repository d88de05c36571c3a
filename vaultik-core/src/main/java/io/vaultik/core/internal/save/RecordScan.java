package io.vaultik.core.internal.save;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link RecordSink} wrote. Not thread-safe. */
final class RecordScan {
    private final byte[] bytes;
    private int at;

    RecordScan(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    int nextByte() {
        return bytes[at++] & 0xff;
    }

    int nextInt() {
        at += Integer.BYTES;
        return intAt(bytes, at - Integer.BYTES);
    }

    long nextLong() {
        at += Long.BYTES;
        return longAt(bytes, at - Long.BYTES);
    }

    byte @Nullable [] nextSized() {
        int length = nextInt();
        if (length < 0) {
            return null;
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    @Nullable
    String nextText() {
        int length = nextInt();
        if (length < 0) {
            return null;
        }
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    static int intAt(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    static long longAt(byte[] bytes, int at) {
        return (long) intAt(bytes, at) << 32 | intAt(bytes, at + Integer.BYTES) & 0xffffffffL;
    }
}
