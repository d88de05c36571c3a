package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

/**
 * The complete subtrees of a row of full chunks of one input: of {@code n} chunks one for each bit of {@code n}, the
 * largest first. For one thread.
 */
final class Blake3Subtrees {
    private static final int LEVELS = Integer.numberOfTrailingZeros(LaneState.MAX_LANES) + 1;

    private final Blake3Lanes lanes;
    private final int[] values = new int[LaneState.MAX_LANES * WORDS];
    private final int[] done = new int[LEVELS * WORDS];

    Blake3Subtrees(Blake3Mode mode, Blake3Form form) {
        this.lanes = new Blake3Lanes(mode, form);
    }

    /**
     * Hashes the chunks.
     *
     * @param bytes holds them
     * @param offset where they begin
     * @param chunks how many, at most {@link LaneState#MAX_LANES}
     * @param first the number of the first; the smallest power of two that is not below their count divides it
     */
    void hash(byte[] bytes, int offset, int chunks, long first) {
        for (int i = 0; i < chunks; i++) {
            lanes.addChunk(offset + i * CHUNK_BYTES, CHUNK_BYTES, first + i, 0);
        }
        lanes.chunks(bytes, values);
        int count = chunks;
        for (int level = 0; count > 0; level++) {
            if ((count & 1) != 0) {
                System.arraycopy(values, (count - 1) * WORDS, done, level * WORDS, WORDS);
            }
            count /= 2;
            if (count > 0) {
                lanes.parents(values, count, 0);
            }
        }
    }

    /**
     * Reads the result of the last {@link #hash}.
     *
     * @param level the subtree of {@code 2^level} chunks; there is one if that bit is set in their count
     * @param out takes its chaining value, eight words
     */
    void chainingValue(int level, int[] out) {
        System.arraycopy(done, level * WORDS, out, 0, WORDS);
    }
}
