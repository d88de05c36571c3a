package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

/** One block of a message with all that belongs to it in each of many lanes. Every word is an array over the lanes. */
final class LaneState {
    /** The most lanes; what they need for one block is about as much as the first cache holds. */
    static final int MAX_LANES = 256;

    /** Work on lanes may run on to the next multiple of this; what it leaves there means nothing. */
    static final int STEP = 16;

    final int[][] chaining = new int[WORDS][MAX_LANES];
    final int[][] message = new int[2 * WORDS][MAX_LANES];
    final int[] counterLow = new int[MAX_LANES];
    final int[] counterHigh = new int[MAX_LANES];
    final int[] blockBytes = new int[MAX_LANES];
    final int[] flags = new int[MAX_LANES];

    /** Returns how many lanes are worked on when so many are wanted. */
    static int rounded(int lanes) {
        return lanes + STEP - 1 & -STEP;
    }
}
