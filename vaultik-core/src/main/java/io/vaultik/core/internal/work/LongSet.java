package io.vaultik.core.internal.work;

import java.util.Arrays;

/** A set of numbers that are not negative, 8 to 16 bytes each. Not thread-safe. */
public final class LongSet {
    private static final long FREE = -1;

    private long[] slots = filled(16);
    private int count;

    /**
     * Adds a number.
     *
     * @param value not negative
     * @return whether it was not there yet
     */
    public boolean add(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("not in a set of numbers that are not negative: " + value);
        }
        if (2 * count >= slots.length) {
            grow();
        }
        int slot = find(slots, value);
        if (slots[slot] == value) {
            return false;
        }
        slots[slot] = value;
        count++;
        return true;
    }

    /**
     * {@return whether a number is there}
     *
     * @param value not negative
     */
    public boolean contains(long value) {
        return value >= 0 && slots[find(slots, value)] == value;
    }

    private void grow() {
        long[] larger = filled(Math.multiplyExact(slots.length, 2));
        for (long value : slots) {
            if (value != FREE) {
                larger[find(larger, value)] = value;
            }
        }
        slots = larger;
    }

    /** Returns where a number is, or the free place where it belongs. The multiplier spreads numbers that lie near each other. */
    private static int find(long[] slots, long value) {
        int slot = (int) ((value * 0x9e3779b97f4a7c15L) >>> 33) & (slots.length - 1);
        while (slots[slot] != FREE && slots[slot] != value) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private static long[] filled(int length) {
        long[] slots = new long[length];
        Arrays.fill(slots, FREE);
        return slots;
    }
}
