package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

/** One lane after the other: what the other forms are checked against. */
final class PlainCompression implements LaneCompression {
    private final Blake3Compression compression = new Blake3Compression();
    private final int[] chaining = new int[WORDS];
    private final int[] message = new int[2 * WORDS];

    @Override
    public void compress(LaneState state, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            for (int word = 0; word < WORDS; word++) {
                chaining[word] = state.chaining[word][lane];
            }
            for (int word = 0; word < message.length; word++) {
                message[word] = state.message[word][lane];
            }
            long counter = (long) state.counterHigh[lane] << 32 | state.counterLow[lane] & 0xffffffffL;
            compression.compress(chaining, 0, message, counter, state.blockBytes[lane] | state.flags[lane] << 16);
            compression.chainingValue(chaining, 0);
            for (int word = 0; word < WORDS; word++) {
                state.chaining[word][lane] = chaining[word];
            }
        }
    }
}
