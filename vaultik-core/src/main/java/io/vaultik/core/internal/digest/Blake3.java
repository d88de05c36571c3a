package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.BLOCK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn: "BLAKE3, one function, fast everywhere", 2020) in its three modes.
 *
 * <p>Long inputs are fast when they come in long pieces: {@link Blake3Lanes} takes over for whole subtrees of 128 KiB at
 * multiples of 128 KiB. For one thread at a time.
 */
public final class Blake3 implements Digester {
    /** The longest stack of subtrees that are waiting for their right neighbours: 2^64 bytes of 2^10 each. */
    private static final int MAX_DEPTH = 54;

    private final int[] key;
    private final int flags;
    private final Blake3Compression compression = new Blake3Compression();
    private final int[] chaining = new int[WORDS];
    private final int[] message = new int[16];
    private final byte[] block = new byte[BLOCK_BYTES];
    private final int[] stack = new int[(MAX_DEPTH + 1) * WORDS];
    private @Nullable Blake3Lanes lanes;
    private int blockBytes;
    private int blocksDone;
    private long chunk;
    private int depth;

    private Blake3(int[] key, int flags) {
        this.key = key;
        this.flags = flags;
        reset();
    }

    /**
     * Makes the plain hash.
     *
     * @return a new digester
     */
    public static Blake3 hash() {
        return new Blake3(initialKey(), 0);
    }

    /**
     * Makes the keyed hash.
     *
     * @param key 32 bytes
     * @return a new digester
     */
    public static Blake3 keyed(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("a key of BLAKE3 has 32 bytes, not " + key.length);
        }
        return new Blake3(words(key), Blake3Compression.KEYED_HASH);
    }

    /**
     * Makes the key derivation; what is updated is the key material.
     *
     * @param context what the key is for: fixed in a program, and like no other
     * @return a new digester
     */
    public static Blake3 deriveKey(String context) {
        Blake3 contextHash = new Blake3(initialKey(), Blake3Compression.DERIVE_KEY_CONTEXT);
        byte[] bytes = context.getBytes(StandardCharsets.UTF_8);
        contextHash.update(bytes, 0, bytes.length);
        return new Blake3(words(contextHash.digest().bytes()), Blake3Compression.DERIVE_KEY_MATERIAL);
    }

    private static int[] initialKey() {
        int[] key = new int[WORDS];
        Arrays.setAll(key, Blake3Compression::iv);
        return key;
    }

    private static int[] words(byte[] key) {
        int[] words = new int[WORDS];
        Arrays.setAll(words, i -> (int) Blake3Compression.INTS.get(key, 4 * i));
        return words;
    }

    @Override
    public void reset() {
        beginChunk(0);
        depth = 0;
    }

    private void beginChunk(long number) {
        System.arraycopy(key, 0, chaining, 0, WORDS);
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
            // A full chunk, block or subtree is closed only when a byte follows: the last one of all is treated apart.
            if (blockBytes == BLOCK_BYTES) {
                closeBlock();
            }
            if (atSubtree() && end - at > Blake3Lanes.SUBTREE_BYTES) {
                subtree(bytes, at);
                at += Blake3Lanes.SUBTREE_BYTES;
            } else {
                int step = Math.min(BLOCK_BYTES - blockBytes, end - at);
                System.arraycopy(bytes, at, block, blockBytes, step);
                blockBytes += step;
                at += step;
            }
        }
    }

    private boolean atSubtree() {
        return blockBytes == 0 && blocksDone == 0 && chunk % Blake3Lanes.LANES == 0;
    }

    private void subtree(byte[] bytes, int at) {
        Blake3Lanes wide = lanes;
        if (wide == null) {
            wide = new Blake3Lanes(key, flags);
            lanes = wide;
        }
        wide.subtree(bytes, at, chunk, chaining);
        long next = chunk + Blake3Lanes.LANES;
        push(next >>> Blake3Lanes.LEVELS);
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
        return flags | extraFlags | (blocksDone == 0 ? Blake3Compression.CHUNK_START : 0);
    }

    /** Adds the subtree in {@code chaining}; {@code count} is how many of its size there are with it. */
    private void push(long count) {
        System.arraycopy(chaining, 0, stack, depth * WORDS, WORDS);
        depth++;
        for (long rest = count; (rest & 1) == 0; rest >>>= 1) {
            depth--;
            System.arraycopy(stack, (depth - 1) * WORDS, message, 0, 2 * WORDS);
            compression.compress(key, 0, message, 0, BLOCK_BYTES | (flags | Blake3Compression.PARENT) << 16);
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
        int[] input = chaining.clone();
        int node = blockBytes | blockFlags(Blake3Compression.CHUNK_END) << 16;
        loadMessage();
        long counter = chunk;
        while (depth > 0) {
            // The node at hand is not the root: its chaining value is the right half of a parent.
            compression.compress(input, 0, message, counter, node);
            compression.chainingValue(message, WORDS);
            depth--;
            System.arraycopy(stack, depth * WORDS, message, 0, WORDS);
            System.arraycopy(key, 0, input, 0, WORDS);
            node = BLOCK_BYTES | (flags | Blake3Compression.PARENT) << 16;
            counter = 0;
        }
        root(input, node | Blake3Compression.ROOT << 16, out, offset, length);
        reset();
    }

    private void root(int[] input, int rootBlock, byte[] out, int offset, int length) {
        for (int at = 0; at < length; at++) {
            if (at % BLOCK_BYTES == 0) {
                compression.compress(input, 0, message, at / BLOCK_BYTES, rootBlock);
            }
            int word = compression.outputWord(at % BLOCK_BYTES / 4, input);
            out[offset + at] = (byte) (word >>> 8 * (at % 4));
        }
    }
}
