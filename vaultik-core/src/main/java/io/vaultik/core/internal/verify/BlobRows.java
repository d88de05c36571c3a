package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.storage.ObjectKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The distinct blobs that manifests name, about 60 bytes each. A row is a name with the length and the length of the header that a
 * manifest states: two manifests that disagree make two rows of one name.
 *
 * <p>Rows are added by one thread at a time; after that, threads may set the states of different rows at once.
 */
final class BlobRows {
    /** Nobody has looked yet, or it was not found at the first look. */
    static final byte UNSEEN = 0;

    /** It is there with its length, and nothing is known against it. */
    static final byte PRESENT = 1;

    /** It is not there. */
    static final byte MISSING = 2;

    /** It is there with another length. */
    static final byte WRONG_LENGTH = 3;

    /** Its bytes are not those that were stored. */
    static final byte DAMAGED = 4;

    private static final int NAME_BYTES = 32;
    private static final int ROW_BYTES = NAME_BYTES + Long.BYTES + Integer.BYTES;

    private ByteBuffer packed = ByteBuffer.allocate(64 * ROW_BYTES);
    private byte[] states = new byte[64];
    private int[] slots = new int[256];
    private int count;

    /** Returns the row of a blob, adding it if there is none. */
    int add(String name, long length, int headerLength) {
        byte[] bytes = Hex.bytes(name);
        int known = find(bytes, row -> length(row) == length && headerLength(row) == headerLength);
        if (known >= 0) {
            return known;
        }
        grow();
        packed.put(count * ROW_BYTES, bytes);
        packed.putLong(count * ROW_BYTES + NAME_BYTES, length);
        packed.putInt(count * ROW_BYTES + NAME_BYTES + Long.BYTES, headerLength);
        insert(count);
        return count++;
    }

    /**
     * Finds a row.
     *
     * @param name the name of the blob, 32 bytes
     * @param wanted says which of several rows of that name is meant
     * @return the row, or -1
     */
    int find(byte[] name, IntPredicate wanted) {
        int slot = slot(ByteBuffer.wrap(name).getInt());
        while (slots[slot] != 0) {
            int row = slots[slot] - 1;
            if (hasName(row, name) && wanted.test(row)) {
                return row;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return -1;
    }

    int count() {
        return count;
    }

    byte[] nameBytes(int row) {
        byte[] name = new byte[NAME_BYTES];
        packed.get(row * ROW_BYTES, name);
        return name;
    }

    String name(int row) {
        return Hex.of(nameBytes(row));
    }

    ObjectKey key(int row) {
        return Keys.blob(name(row));
    }

    long length(int row) {
        return packed.getLong(row * ROW_BYTES + NAME_BYTES);
    }

    int headerLength(int row) {
        return packed.getInt(row * ROW_BYTES + NAME_BYTES + Long.BYTES);
    }

    byte state(int row) {
        return states[row];
    }

    void state(int row, byte state) {
        states[row] = state;
    }

    /** Tells whether something is known against a blob. */
    boolean isBad(int row) {
        return states[row] != PRESENT;
    }

    private boolean hasName(int row, byte[] name) {
        int at = row * ROW_BYTES;
        return Arrays.equals(packed.array(), at, at + NAME_BYTES, name, 0, NAME_BYTES);
    }

    private void grow() {
        if (count == states.length) {
            states = Arrays.copyOf(states, Math.multiplyExact(count, 2));
            packed = ByteBuffer.wrap(Arrays.copyOf(packed.array(), Math.multiplyExact(states.length, ROW_BYTES)));
        }
        if (count * 2 >= slots.length) {
            slots = new int[Math.multiplyExact(slots.length, 2)];
            for (int row = 0; row < count; row++) {
                insert(row);
            }
        }
    }

    private void insert(int row) {
        int slot = slot(packed.getInt(row * ROW_BYTES));
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = row + 1;
    }

    /** Names are digests; but whoever writes manifests can choose them, so their bits are mixed. */
    private int slot(int beginning) {
        int mixed = beginning * 0x9E3779B9;
        return (mixed ^ mixed >>> 15) & (slots.length - 1);
    }
}
