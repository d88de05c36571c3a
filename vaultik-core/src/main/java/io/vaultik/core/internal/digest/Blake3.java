package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.BLOCK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn: "BLAKE3, one function, fast everywhere", 2020) in its three modes.
 *
 * <p>Inputs are fast when they come in long pieces: {@link Blake3Lanes} takes over for whole chunks. Of many short inputs
 * {@link Blake3Batch} makes more. For one thread at a time.
 */
public final class Blake3 implements Digester {
    /** The longest stack of subtrees that are waiting for their right neighbours: 2^64 bytes of 2^10 each. */
    private static final int MAX_DEPTH = 54;

    /** With fewer chunks than this at hand, lanes are not worth their setting up. */
    private static final int MIN_LANES = 4;

    private final Blake3Mode mode;
    private final Blake3Form form;
    private final Blake3Compression compression = new Blake3Compression();
    private final int[] chaining = new int[WORDS];
    private final int[] input = new int[WORDS];
    private final int[] message = new int[2 * WORDS];
    private final byte[] block = new byte[BLOCK_BYTES];
    private final int[] stack = new int[(MAX_DEPTH + 1) * WORDS];
    private @Nullable Blake3Subtrees subtrees;
    private int blockBytes;
    private int blocksDone;
    private long chunk;
    private int depth;

    /**
     * Makes a digester.
     *
     * @param mode the mode, with its key
     * @param form how it works
     */
    public Blake3(Blake3Mode mode, Blake3Form form) {
        this.mode = mode;
        this.form = form;
        reset();
    }

    /**
     * Makes the plain hash.
     *
     * @return a new digester
     */
    public static Blake3 hash() {
        return new Blake3(Blake3Mode.HASH, Blake3Form.best());
    }

    /**
     * Makes the keyed hash.
     *
     * @param key 32 bytes
     * @return a new digester
     */
    public static Blake3 keyed(byte[] key) {
        return new Blake3(Blake3Mode.keyed(key), Blake3Form.best());
    }

    /**
     * Makes the key derivation; what is updated is the key material.
     *
     * @param context what the key is for: fixed in a program, and like no other
     * @return a new digester
     */
    public static Blake3 deriveKey(String context) {
        return new Blake3(Blake3Mode.deriveKey(context), Blake3Form.best());
    }

    @Override
    public void reset() {
        begin(0);
    }

    /** Starts anew with a chunk in the middle of an input, at which a subtree begins that holds all that will follow. */
    void begin(long firstChunk) {
        beginChunk(firstChunk);
        depth = 0;
    }

    private void beginChunk(long number) {
        System.arraycopy(mode.key(), 0, chaining, 0, WORDS);
        chunk = number;
        blockBytes = 0;
        blocksDone = 0;
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int end = offset + length;
        int at = offset;
        while (at < end) {
            // A full chunk or block is closed only when a byte follows: the last one of all is treated apart.
            if (blockBytes == BLOCK_BYTES) {
                closeBlock();
            }
            int wide = blockBytes == 0 && blocksDone == 0 ? alignedChunks(end - at) : 0;
            if (wide >= MIN_LANES) {
                takeChunks(bytes, at, wide);
                at += wide * CHUNK_BYTES;
            } else {
                int step = Math.min(BLOCK_BYTES - blockBytes, end - at);
                System.arraycopy(bytes, at, block, blockBytes, step);
                blockBytes += step;
                at += step;
            }
        }
    }

    /** How many chunks are followed by a byte and fit into the subtree that begins here. */
    private int alignedChunks(int bytes) {
        int chunks = Math.min((bytes - 1) / CHUNK_BYTES, LaneState.MAX_LANES);
        return chunk == 0 ? chunks : (int) Math.min(chunks, Long.lowestOneBit(chunk));
    }

    private void takeChunks(byte[] bytes, int at, int chunks) {
        Blake3Subtrees wide = subtrees;
        if (wide == null) {
            wide = new Blake3Subtrees(mode, form);
            subtrees = wide;
        }
        wide.hash(bytes, at, chunks, chunk);
        long next = chunk;
        for (int level = 31 - Integer.numberOfLeadingZeros(chunks); level >= 0; level--) {
            if ((chunks >>> level & 1) != 0) {
                wide.chainingValue(level, chaining);
                next += 1L << level;
                push(next >>> level);
            }
        }
        beginChunk(next);
    }

    private void closeBlock() {
        if (blocksDone < CHUNK_BYTES / BLOCK_BYTES - 1) {
            compressBlock(0);
            compression.chainingValue(chaining, 0);
            blocksDone++;
            blockBytes = 0;
        } else {
            compressBlock(Blake3Compression.CHUNK_END);
            compression.chainingValue(chaining, 0);
            push(chunk + 1);
            beginChunk(chunk + 1);
        }
    }

    private void loadMessage() {
        Arrays.fill(block, blockBytes, BLOCK_BYTES, (byte) 0);
        for (int i = 0; i < message.length; i++) {
            message[i] = (int) Blake3Compression.INTS.get(block, 4 * i);
        }
    }

    private void compressBlock(int extraFlags) {
        loadMessage();
        compression.compress(chaining, 0, message, chunk, blockBytes | blockFlags(extraFlags) << 16);
    }

    private int blockFlags(int extraFlags) {
        return mode.flags() | extraFlags | (blocksDone == 0 ? Blake3Compression.CHUNK_START : 0);
    }

    private int parentBlock() {
        return BLOCK_BYTES | (mode.flags() | Blake3Compression.PARENT) << 16;
    }

    /**
     * Adds the subtree in {@code chaining}; {@code count} is how many of its size there are with it. What was there when
     * a subtree {@linkplain #begin began} in the middle is a multiple of its size, and ends the climb at an empty stack.
     */
    private void push(long count) {
        System.arraycopy(chaining, 0, stack, depth * WORDS, WORDS);
        depth++;
        for (long rest = count; (rest & 1) == 0 && depth > 1; rest >>>= 1) {
            depth--;
            System.arraycopy(stack, (depth - 1) * WORDS, message, 0, 2 * WORDS);
            compression.compress(mode.key(), 0, message, 0, parentBlock());
            compression.chainingValue(stack, (depth - 1) * WORDS);
        }
    }

    @Override
    public void digestInto(byte[] out, int offset) {
        digestInto(out, offset, ContentDigest.BYTES);
    }

    /**
     * Writes as many bytes of output as wanted, of which the first 32 are the digest, and starts anew.
     *
     * @param out takes the bytes
     * @param offset where they begin in it
     * @param length how many they are
     */
    public void digestInto(byte[] out, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, out.length);
        int node = climb();
        writeRoot(node | Blake3Compression.ROOT << 16, out, offset, length);
        reset();
    }

    /** Writes the chaining value of the subtree that began with {@link #begin}, which is not the root. Ends it. */
    void chainingValue(int[] out, int at) {
        long counter = chunk;
        int node = climb();
        boolean parent = (node >>> 16 & Blake3Compression.PARENT) != 0;
        compression.compress(input, 0, message, parent ? 0 : counter, node);
        compression.chainingValue(out, at);
    }

    /** Leaves the topmost node, not yet compressed, in {@code input} and {@code message}; returns its length and flags. */
    private int climb() {
        System.arraycopy(chaining, 0, input, 0, WORDS);
        int node = blockBytes | blockFlags(Blake3Compression.CHUNK_END) << 16;
        loadMessage();
        long counter = chunk;
        while (depth > 0) {
            compression.compress(input, 0, message, counter, node);
            compression.chainingValue(message, WORDS);
            depth--;
            System.arraycopy(stack, depth * WORDS, message, 0, WORDS);
            System.arraycopy(mode.key(), 0, input, 0, WORDS);
            node = parentBlock();
            counter = 0;
        }
        return node;
    }

    private void writeRoot(int root, byte[] out, int offset, int length) {
        for (int at = 0; at < length; at++) {
            if (at % BLOCK_BYTES == 0) {
                compression.compress(input, 0, message, at / BLOCK_BYTES, root);
            }
            int word = compression.outputWord(at % BLOCK_BYTES / 4, input);
            out[offset + at] = (byte) (word >>> 8 * (at % 4));
        }
    }
}
