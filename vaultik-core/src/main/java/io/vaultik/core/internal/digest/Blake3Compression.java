package io.vaultik.core.internal.digest;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The compression function of BLAKE3 (specification, section 2.2), one block at a time, and its constants. */
final class Blake3Compression {
    static final int BLOCK_BYTES = 64;
    static final int CHUNK_BYTES = 1024;
    static final int WORDS = 8;
    static final int ROUNDS = 7;
    static final int PLACES = 16 * ROUNDS;

    static final int CHUNK_START = 1;
    static final int CHUNK_END = 1 << 1;
    static final int PARENT = 1 << 2;
    static final int ROOT = 1 << 3;
    static final int KEYED_HASH = 1 << 4;
    static final int DERIVE_KEY_CONTEXT = 1 << 5;
    static final int DERIVE_KEY_MATERIAL = 1 << 6;

    static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int[] IV = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };
    private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
    /** Which message word each round takes for each of its sixteen places: powers of the permutation. */
    private static final byte[] SCHEDULE = makeSchedule();

    private final int[] state = new int[16];

    static int iv(int word) {
        return IV[word];
    }

    /** Returns which message word a place of a round takes; the places of all rounds are counted through. */
    static int schedule(int place) {
        return SCHEDULE[place];
    }

    private static byte[] makeSchedule() {
        byte[] schedule = new byte[PLACES];
        for (int word = 0; word < 16; word++) {
            byte at = (byte) word;
            for (int round = 0; round < ROUNDS; round++) {
                schedule[16 * round + word] = at;
                at = (byte) PERMUTATION[at];
            }
        }
        return schedule;
    }

    /**
     * Compresses a block; the result is in {@link #state}.
     *
     * @param chaining eight words from {@code at}
     * @param at where they begin
     * @param m the message, sixteen words
     * @param counter the number of the chunk or of the output block
     * @param lengthAndFlags bytes in the block, and flags above 2^16
     */
    void compress(int[] chaining, int at, int[] m, long counter, int lengthAndFlags) {
        int[] v = state;
        System.arraycopy(chaining, at, v, 0, WORDS);
        System.arraycopy(IV, 0, v, WORDS, 4);
        v[12] = (int) counter;
        v[13] = (int) (counter >>> 32);
        v[14] = lengthAndFlags & 0xffff;
        v[15] = lengthAndFlags >>> 16;
        for (int s = 0; s < PLACES; s += 16) {
            mix(v, 0, 4, m[SCHEDULE[s]], m[SCHEDULE[s + 1]]);
            mix(v, 1, 4, m[SCHEDULE[s + 2]], m[SCHEDULE[s + 3]]);
            mix(v, 2, 4, m[SCHEDULE[s + 4]], m[SCHEDULE[s + 5]]);
            mix(v, 3, 4, m[SCHEDULE[s + 6]], m[SCHEDULE[s + 7]]);
            mix(v, 0, 5, m[SCHEDULE[s + 8]], m[SCHEDULE[s + 9]]);
            mix(v, 1, 5, m[SCHEDULE[s + 10]], m[SCHEDULE[s + 11]]);
            mix(v, 2, 5, m[SCHEDULE[s + 12]], m[SCHEDULE[s + 13]]);
            mix(v, 3, 5, m[SCHEDULE[s + 14]], m[SCHEDULE[s + 15]]);
        }
    }

    /** The function G on column a (turn 4) or on the diagonal that begins in column a (turn 5). */
    private static void mix(int[] v, int a, int turn, int x, int y) {
        int shift = turn - 4;
        int b = 4 + (a + shift & 3);
        int c = 8 + (a + 2 * shift & 3);
        int d = 12 + (a + 3 * shift & 3);
        int va = v[a] + v[b] + x;
        int vd = Integer.rotateRight(v[d] ^ va, 16);
        int vc = v[c] + vd;
        int vb = Integer.rotateRight(v[b] ^ vc, 12);
        va += vb + y;
        vd = Integer.rotateRight(vd ^ va, 8);
        vc += vd;
        v[a] = va;
        v[b] = Integer.rotateRight(vb ^ vc, 7);
        v[c] = vc;
        v[d] = vd;
    }

    /** Writes the eight words of the next chaining value. */
    void chainingValue(int[] out, int at) {
        for (int i = 0; i < WORDS; i++) {
            out[at + i] = state[i] ^ state[i + WORDS];
        }
    }

    /** Returns one of the sixteen words of an output block; the upper ones need the chaining value that went in. */
    int outputWord(int word, int[] chaining) {
        return word < WORDS ? state[word] ^ state[word + WORDS] : state[word] ^ chaining[word - WORDS];
    }
}
