package io.vaultik.core.internal.gc;

import java.nio.ByteBuffer;

/**
 * Digests that were met, by their first 16 bytes: 32 bytes of memory for each at most, and not one wrong answer in any number that
 * memory holds. For one thread at a time.
 */
public final class DigestSet {
    private static final int WORDS = 2;

    private long[] table = new long[WORDS << 10];
    private int count;
    private boolean hasZero;

    /**
     * Adds a digest.
     *
     * @param digest its bytes, 16 at least
     * @return false if it was there
     */
    public boolean add(byte[] digest) {
        return add(digest, 0);
    }

    /**
     * Adds a digest.
     *
     * @param digests holds it
     * @param at where its bytes begin, 16 at least
     * @return false if it was there
     */
    public boolean add(byte[] digests, int at) {
        ByteBuffer bytes = ByteBuffer.wrap(digests, at, 2 * Long.BYTES);
        long high = bytes.getLong();
        long low = bytes.getLong();
        if (high == 0 && low == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        if (2L * WORDS * count >= table.length) {
            grow();
        }
        return insert(high, low);
    }

    /**
     * {@return whether a digest was added}
     *
     * @param digest its bytes, 16 at least
     */
    public boolean contains(byte[] digest) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long high = bytes.getLong();
        long low = bytes.getLong();
        return high == 0 && low == 0 ? hasZero : isAt(slot(high, low), high, low);
    }

    /** Returns the slot that holds it, or the free one where it belongs. */
    private int slot(long high, long low) {
        int slots = table.length / WORDS;
        int at = (int) (high ^ high >>> 32) & slots - 1;
        while ((table[WORDS * at] != 0 || table[WORDS * at + 1] != 0) && !isAt(at, high, low)) {
            at = at + 1 & slots - 1;
        }
        return at;
    }

    private boolean isAt(int slot, long high, long low) {
        return table[WORDS * slot] == high && table[WORDS * slot + 1] == low;
    }

    private boolean insert(long high, long low) {
        int at = slot(high, low);
        if (isAt(at, high, low)) {
            return false;
        }
        table[WORDS * at] = high;
        table[WORDS * at + 1] = low;
        count++;
        return true;
    }

    private void grow() {
        long[] old = table;
        table = new long[2 * old.length];
        count = 0;
        for (int i = 0; i < old.length; i += WORDS) {
            if (old[i] != 0 || old[i + 1] != 0) {
                insert(old[i], old[i + 1]);
            }
        }
    }
}
