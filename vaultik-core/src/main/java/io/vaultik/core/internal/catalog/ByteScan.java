package io.vaultik.core.internal.catalog;

import io.vaultik.fault.CatalogCorruptException;
import java.util.Arrays;

/** Reads what {@link ByteSink} wrote and refuses to read past the end. Not thread-safe. */
final class ByteScan {
    private final byte[] bytes;
    private int at;

    ByteScan(byte[] bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.length - at;
    }

    int nextByte() throws CatalogCorruptException {
        if (at == bytes.length) {
            throw corrupt("ends too early");
        }
        return bytes[at++] & 0xFF;
    }

    /** Copies the next {@code count} bytes to {@code target}. */
    void next(byte[] target, int to, int count) throws CatalogCorruptException {
        if (count > remaining()) {
            throw corrupt("ends too early");
        }
        System.arraycopy(bytes, at, target, to, count);
        at += count;
    }

    byte[] next(int count) throws CatalogCorruptException {
        if (count > remaining()) {
            throw corrupt("ends too early");
        }
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    long nextNumber() throws CatalogCorruptException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int group = nextByte();
            value |= (long) (group & 0x7F) << shift;
            if (group < 0x80) {
                return value;
            }
        }
        throw corrupt("holds an endless number");
    }

    /** Reads several numbers. */
    void nextNumbers(long[] numbers, int count) throws CatalogCorruptException {
        for (int i = 0; i < count; i++) {
            numbers[i] = nextNumber();
        }
    }

    long nextSigned() throws CatalogCorruptException {
        return signed(nextNumber());
    }

    /** Reads a number that must lie between 0 and {@code max}. */
    int nextBounded(int max) throws CatalogCorruptException {
        return bounded(nextNumber(), max);
    }

    /** Returns the number that {@link ByteSink#putSigned} wrote as this one. */
    static long signed(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    /** Returns a number that must lie between 0 and {@code max}. */
    static int bounded(long value, int max) throws CatalogCorruptException {
        if (value < 0 || value > max) {
            throw corrupt("holds a number out of bounds");
        }
        return (int) value;
    }

    static CatalogCorruptException corrupt(String what) {
        return new CatalogCorruptException(
                "the catalog is damaged: a block of known entries {}; the catalog can be dropped safely", null, what);
    }
}
