package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.BLOCK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.util.Arrays;
import java.util.Objects;

/**
 * BLAKE3 of many short inputs together: the chunks of all of them share the lanes, so that small files are hashed about as
 * fast as large ones. The caller puts each input directly into {@link #buffer}, at {@link #offset}, and then {@linkplain
 * #add adds} it; when there is no more {@linkplain #room}, it takes the {@linkplain #digestsInto digests}. For one thread.
 */
public final class Blake3Batch {
    /** The longest input that a batch can take, and the most that it holds. */
    public static final int CAPACITY_BYTES = LaneState.MAX_LANES * CHUNK_BYTES;

    /** The most inputs that a batch holds. */
    public static final int MAX_INPUTS = LaneState.MAX_LANES;

    private final Blake3Lanes lanes;
    private final byte[] buffer = new byte[CAPACITY_BYTES];
    private final int[] values = new int[LaneState.MAX_LANES * WORDS];
    private final int[] pairs = new int[LaneState.MAX_LANES * WORDS];
    private final int[] first = new int[MAX_INPUTS];
    private final int[] chunks = new int[MAX_INPUTS];
    private int inputs;
    private int usedChunks;

    /**
     * Makes an empty batch.
     *
     * @param mode the mode of all inputs
     * @param form how it works
     */
    public Blake3Batch(Blake3Mode mode, Blake3Form form) {
        this.lanes = new Blake3Lanes(mode, form);
    }

    /**
     * Returns where inputs are put.
     *
     * @return the same array always
     */
    public byte[] buffer() {
        return buffer;
    }

    /**
     * Returns where the next input begins in the buffer.
     *
     * @return an offset
     */
    public int offset() {
        return usedChunks * CHUNK_BYTES;
    }

    /**
     * Returns how long the next input may be.
     *
     * @return a count of bytes; 0 if not even an empty one fits
     */
    public int room() {
        return CAPACITY_BYTES - offset();
    }

    /**
     * Returns how many inputs there are.
     *
     * @return how many were added since the digests were taken
     */
    public int size() {
        return inputs;
    }

    /**
     * Takes the bytes at {@link #offset} as an input.
     *
     * @param length how many they are
     * @throws IllegalArgumentException if there is no room for so many
     */
    public void add(int length) {
        int room = room();
        if (room == 0 || length < 0 || length > room) {
            throw new IllegalArgumentException("an input of " + length + " bytes where there is room for " + room);
        }
        int from = offset();
        int end = from + length;
        Arrays.fill(buffer, end, length == 0 ? from + BLOCK_BYTES : end + BLOCK_BYTES - 1 & -BLOCK_BYTES, (byte) 0);
        int count = Math.max(1, (length + CHUNK_BYTES - 1) / CHUNK_BYTES);
        for (int i = 0; i < count; i++) {
            int at = i * CHUNK_BYTES;
            int bytes = Math.min(CHUNK_BYTES, length - at);
            lanes.addChunk(from + at, bytes, i, count == 1 ? Blake3Compression.ROOT : 0);
        }
        first[inputs] = usedChunks;
        chunks[inputs] = count;
        inputs++;
        usedChunks += count;
    }

    /**
     * Writes the digests of all inputs in their order and empties the batch.
     *
     * @param out takes {@link ContentDigest#BYTES} bytes for each input
     * @param offset where they begin in it
     */
    public void digestsInto(byte[] out, int offset) {
        Objects.checkFromIndexSize(offset, inputs * ContentDigest.BYTES, out.length);
        lanes.chunks(buffer, values);
        // Neighbours are paired level by level; one that is left over rises as it is. A last pair is a root and waits.
        while (pairUp(2) > 0) {}
        pairUp(1);
        for (int input = 0; input < inputs; input++) {
            int from = first[input] * WORDS;
            for (int word = 0; word < WORDS; word++) {
                Blake3Compression.INTS.set(out, offset + ContentDigest.BYTES * input + 4 * word, values[from + word]);
            }
        }
        inputs = 0;
        usedChunks = 0;
    }

    /** Replaces pairs by parents wherever more than {@code least} pieces are left of an input; returns how many pairs. */
    private int pairUp(int least) {
        int count = 0;
        for (int input = 0; input < inputs; input++) {
            if (chunks[input] > least) {
                int words = chunks[input] / 2 * 2 * WORDS;
                System.arraycopy(values, first[input] * WORDS, pairs, count * 2 * WORDS, words);
                count += chunks[input] / 2;
            }
        }
        if (count > 0) {
            lanes.parents(pairs, count, least == 1 ? Blake3Compression.ROOT : 0);
            putParents(least);
        }
        return count;
    }

    private void putParents(int least) {
        int taken = 0;
        for (int input = 0; input < inputs; input++) {
            int count = chunks[input];
            if (count > least) {
                int at = first[input] * WORDS;
                System.arraycopy(pairs, taken * WORDS, values, at, count / 2 * WORDS);
                if (count % 2 != 0) {
                    System.arraycopy(values, at + (count - 1) * WORDS, values, at + count / 2 * WORDS, WORDS);
                }
                taken += count / 2;
                chunks[input] = (count + 1) / 2;
            }
        }
    }
}
