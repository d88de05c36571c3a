package io.vaultik.core.internal.save;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record of a sort that is being written: numbers big-endian, texts and bytes after their length. After bytes there is room for {@value
 * #NUMBER_BYTES} bytes of numbers, which do not look for it each time: every entry is written here. Not thread-safe.
 */
final class RecordSink {
    private static final int NUMBER_BYTES = 128;

    private byte[] bytes;
    private int length;

    /**
     * Makes an empty record.
     *
     * @param capacityBytes how long it will be, about; there is room for so many bytes of numbers at least
     */
    RecordSink(int capacityBytes) {
        this.bytes = new byte[capacityBytes + NUMBER_BYTES];
    }

    int length() {
        return length;
    }

    void putByte(int value) {
        bytes[length++] = (byte) value;
    }

    void putInt(int value) {
        setInt(length, value);
        length += Integer.BYTES;
    }

    void putLong(long value) {
        setLong(length, value);
        length += Long.BYTES;
    }

    void put(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
    }

    /** Puts bytes after their length, which is -1 for null. */
    void putSized(byte @Nullable [] value) {
        putInt(value == null ? -1 : value.length);
        if (value != null) {
            put(value);
        }
    }

    /** Makes room for more numbers than there always is room for. */
    void reserveLongs(int count) {
        reserve(Math.multiplyExact(Long.BYTES, count));
    }

    /** Overwrites what was put at a place. */
    void setInt(int at, int value) {
        setInt(bytes, at, value);
    }

    byte[] toBytes() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    static void setInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    static void setLong(byte[] bytes, int at, long value) {
        setInt(bytes, at, (int) (value >>> 32));
        setInt(bytes, at + Integer.BYTES, (int) value);
    }

    private void setLong(int at, long value) {
        setLong(bytes, at, value);
    }

    private void reserve(int count) {
        if (bytes.length - length < count + NUMBER_BYTES) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count) + NUMBER_BYTES, 2 * bytes.length));
        }
    }
}
