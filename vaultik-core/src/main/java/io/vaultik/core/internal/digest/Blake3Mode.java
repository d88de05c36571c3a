package io.vaultik.core.internal.digest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One of the three modes of BLAKE3 with its key: what all chunks and parents of an input have in common. Immutable. */
public final class Blake3Mode {
    /** The length of a key. */
    public static final int KEY_BYTES = 32;

    /** The plain hash. */
    public static final Blake3Mode HASH = new Blake3Mode(initialKey(), 0);

    private final int[] key;
    private final int flags;

    private Blake3Mode(int[] key, int flags) {
        this.key = key;
        this.flags = flags;
    }

    /**
     * Makes the mode of a keyed hash.
     *
     * @param key 32 bytes; copied
     * @return the mode
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Blake3Mode keyed(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key of BLAKE3 has 32 bytes, not " + key.length);
        }
        return new Blake3Mode(words(key), Blake3Compression.KEYED_HASH);
    }

    /**
     * Makes the mode of a key derivation; what is hashed is the key material.
     *
     * @param context what the key is for: fixed in a program, and like no other
     * @return the mode
     */
    public static Blake3Mode deriveKey(String context) {
        Blake3 hash = new Blake3(new Blake3Mode(initialKey(), Blake3Compression.DERIVE_KEY_CONTEXT), Blake3Form.PLAIN);
        byte[] bytes = context.getBytes(StandardCharsets.UTF_8);
        hash.update(bytes, 0, bytes.length);
        return new Blake3Mode(words(hash.digest().bytes()), Blake3Compression.DERIVE_KEY_MATERIAL);
    }

    /** Returns eight words that nobody may change. */
    int[] key() {
        return key;
    }

    /** Returns the flags that every block carries. */
    int flags() {
        return flags;
    }

    private static int[] initialKey() {
        int[] key = new int[Blake3Compression.WORDS];
        Arrays.setAll(key, Blake3Compression::iv);
        return key;
    }

    private static int[] words(byte[] key) {
        int[] words = new int[Blake3Compression.WORDS];
        Arrays.setAll(words, i -> (int) Blake3Compression.INTS.get(key, 4 * i));
        return words;
    }
}
