package io.vaultik.core.internal.catalog;

import java.util.Arrays;

/** A growing buffer of bytes and variable-length numbers (base 128, low groups first). Not thread-safe. */
final class ByteSink {
    private static final int KEPT_BYTES = 1 << 20;

    private byte[] bytes = new byte[1 << 12];
    private int length;

    int length() {
        return length;
    }

    byte[] array() {
        return bytes;
    }

    /** Empties the buffer; one that grew far for a single huge entry is given back. */
    void clear() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
        }
        length = 0;
    }

    void putByte(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void put(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Puts a number as if it were unsigned: small ones are short. */
    void putNumber(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** Puts a number that may be negative: those near zero are short. */
    void putSigned(long value) {
        putNumber(value << 1 ^ value >> 63);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            int needed = Math.addExact(length, count);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length)));
        }
    }
}
