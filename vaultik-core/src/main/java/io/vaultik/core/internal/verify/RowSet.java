package io.vaultik.core.internal.verify;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Rows of blobs: a bit for each row up to the highest, or four bytes for each that is in it, whichever is less. Immutable; thread-safe. */
final class RowSet {
    static final RowSet NONE = of(new int[0]);

    private final int[] sorted;
    private final BitSet bits;

    private RowSet(int[] sorted, BitSet bits) {
        this.sorted = sorted;
        this.bits = bits;
    }

    /** Returns a set of rows, given in any order. */
    static RowSet of(int[] rows) {
        int[] sorted = rows.clone();
        Arrays.sort(sorted);
        BitSet bits = new BitSet();
        if (sorted.length > 0 && sorted[sorted.length - 1] / Byte.SIZE < (long) sorted.length * Integer.BYTES) {
            Arrays.stream(sorted).forEach(bits::set);
            return new RowSet(new int[0], bits);
        }
        return new RowSet(sorted, bits);
    }

    boolean has(int row) {
        return bits.get(row) || Arrays.binarySearch(sorted, row) >= 0;
    }

    /** Returns the rows in ascending order. */
    IntStream stream() {
        return bits.isEmpty() ? Arrays.stream(sorted) : bits.stream();
    }
}
