package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.BLOCK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.util.Arrays;

/**
 * Joins subtrees of one size, of which the last may be smaller, to the root of their input. They come in their order. For
 * one thread at a time.
 */
final class SubtreeStack {
    private static final int MAX_DEPTH = 64;

    private final Blake3Mode mode;
    private final Blake3Compression compression = new Blake3Compression();
    private final int[] stack = new int[(MAX_DEPTH + 1) * WORDS];
    private int depth;
    private long count;

    SubtreeStack(Blake3Mode mode) {
        this.mode = mode;
    }

    /** Adds the chaining value of the next subtree. */
    void add(int[] value) {
        // What is complete is joined only now that another follows: the last pair of all is the root.
        while (depth > Long.bitCount(count)) {
            join(0);
        }
        System.arraycopy(value, 0, stack, depth * WORDS, WORDS);
        depth++;
        count++;
    }

    /** Returns the digest of an input of two or more subtrees. */
    ContentDigest root() {
        while (depth > 2) {
            join(0);
        }
        join(Blake3Compression.ROOT);
        byte[] digest = new byte[ContentDigest.BYTES];
        for (int word = 0; word < WORDS; word++) {
            Blake3Compression.INTS.set(digest, 4 * word, stack[word]);
        }
        return ContentDigest.of(digest);
    }

    private void join(int extraFlags) {
        depth--;
        int at = (depth - 1) * WORDS;
        int[] message = Arrays.copyOfRange(stack, at, at + 2 * WORDS);
        int flags = mode.flags() | Blake3Compression.PARENT | extraFlags;
        compression.compress(mode.key(), 0, message, 0, BLOCK_BYTES | flags << 16);
        compression.chainingValue(stack, at);
    }
}
