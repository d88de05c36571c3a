package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.BLOCK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.util.Arrays;

/**
 * Chaining values of many chunks, or of many parents, at once: each in a lane of its own. The chunks of one call may be of
 * any inputs and of any length. For one thread.
 */
final class Blake3Lanes {
    /** Fewer lanes than this are compressed one after the other. */
    private static final int MIN_LANES = 4;

    private final LaneState state = new LaneState();
    private final int[] offsets = new int[LaneState.MAX_LANES];
    private final int[] lengths = new int[LaneState.MAX_LANES];
    private final int[] endFlags = new int[LaneState.MAX_LANES];
    private final Blake3Mode mode;
    private final LaneCompression compression;
    private final LaneCompression few = new PlainCompression();
    private int lanes;
    private int shortest;

    Blake3Lanes(Blake3Mode mode, Blake3Form form) {
        this.mode = mode;
        this.compression = form.newCompression();
    }

    int lanes() {
        return lanes;
    }

    /**
     * Takes a chunk into the next lane.
     *
     * @param offset where its bytes will begin, in the array that {@link #chunks} is called with; zeros follow up to the
     *     end of its last block
     * @param length how many bytes it has
     * @param number its number in its input
     * @param extraFlags {@link Blake3Compression#ROOT} for an only chunk, else 0
     */
    void addChunk(int offset, int length, long number, int extraFlags) {
        int lane = lanes++;
        offsets[lane] = offset;
        lengths[lane] = length;
        shortest = lane == 0 ? length : Math.min(shortest, length);
        endFlags[lane] = mode.flags() | extraFlags | Blake3Compression.CHUNK_END;
        state.counterLow[lane] = (int) number;
        state.counterHigh[lane] = (int) (number >>> 32);
    }

    /**
     * Hashes all chunks that were added and empties the lanes.
     *
     * @param bytes the inputs
     * @param out takes the chaining values one after the other, eight words each
     */
    void chunks(byte[] bytes, int[] out) {
        int count = lanes;
        lanes = 0;
        setChainingToKey(count);
        int left = count;
        for (int at = 0; left > 0; at += BLOCK_BYTES) {
            load(bytes, at, count);
            Arrays.fill(state.blockBytes, 0, count, BLOCK_BYTES);
            Arrays.fill(state.flags, 0, count, mode.flags() | (at == 0 ? Blake3Compression.CHUNK_START : 0));
            boolean anEnd = at + BLOCK_BYTES >= shortest && markEnds(at, count);
            compress(count);
            if (anEnd) {
                left -= takeEnds(at, count, out);
            }
        }
    }

    private void compress(int count) {
        (count < MIN_LANES ? few : compression).compress(state, count);
    }

    /** Where a chunk ends with the block at hand, its lane gets the length and the flags of an end. */
    private boolean markEnds(int at, int count) {
        boolean found = false;
        for (int lane = 0; lane < count; lane++) {
            if (endsAt(at, lane)) {
                state.blockBytes[lane] = lengths[lane] - at;
                state.flags[lane] = endFlags[lane] | (at == 0 ? Blake3Compression.CHUNK_START : 0);
                found = true;
            }
        }
        return found;
    }

    private int takeEnds(int at, int count, int[] out) {
        int taken = 0;
        for (int lane = 0; lane < count; lane++) {
            if (endsAt(at, lane)) {
                take(lane, out);
                taken++;
            }
        }
        return taken;
    }

    private boolean endsAt(int at, int lane) {
        int length = lengths[lane];
        return length <= at + BLOCK_BYTES && (length > at || at == 0);
    }

    private void take(int lane, int[] out) {
        for (int word = 0; word < WORDS; word++) {
            out[lane * WORDS + word] = state.chaining[word][lane];
        }
    }

    private void setChainingToKey(int count) {
        for (int word = 0; word < WORDS; word++) {
            Arrays.fill(state.chaining[word], 0, count, mode.key()[word]);
        }
    }

    /** Loads a block of each chunk; a lane whose chunk has ended loads its first one again, for nobody. */
    private void load(byte[] bytes, int at, int count) {
        for (int quarter = 0; quarter < 4; quarter++) {
            int[] m0 = state.message[4 * quarter];
            int[] m1 = state.message[4 * quarter + 1];
            int[] m2 = state.message[4 * quarter + 2];
            int[] m3 = state.message[4 * quarter + 3];
            for (int lane = 0; lane < count; lane++) {
                int from = offsets[lane] + 16 * quarter + (at < lengths[lane] ? at : 0);
                long low = (long) Blake3Compression.LONGS.get(bytes, from);
                long high = (long) Blake3Compression.LONGS.get(bytes, from + 8);
                m0[lane] = (int) low;
                m1[lane] = (int) (low >>> 32);
                m2[lane] = (int) high;
                m3[lane] = (int) (high >>> 32);
            }
        }
    }

    /**
     * Makes parents of pairs of neighbours.
     *
     * @param values two chaining values of each pair, eight words each; the parents take their place, from the first on
     * @param pairs how many pairs
     * @param extraFlags {@link Blake3Compression#ROOT} if they are roots, else 0
     */
    void parents(int[] values, int pairs, int extraFlags) {
        int[][] m = state.message;
        for (int lane = 0; lane < pairs; lane++) {
            int from = 2 * lane * WORDS;
            for (int word = 0; word < 2 * WORDS; word++) {
                m[word][lane] = values[from + word];
            }
        }
        setChainingToKey(pairs);
        Arrays.fill(state.counterLow, 0, pairs, 0);
        Arrays.fill(state.counterHigh, 0, pairs, 0);
        Arrays.fill(state.blockBytes, 0, pairs, BLOCK_BYTES);
        Arrays.fill(state.flags, 0, pairs, mode.flags() | extraFlags | Blake3Compression.PARENT);
        compress(pairs);
        for (int lane = 0; lane < pairs; lane++) {
            for (int word = 0; word < WORDS; word++) {
                values[lane * WORDS + word] = state.chaining[word][lane];
            }
        }
    }
}
