package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.BLOCK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;
import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.util.Arrays;

/**
 * BLAKE3 of a whole subtree of {@value #LANES} chunks at once. Each of the sixteen words of the state is an array over all
 * lanes, and each step of G one plain loop over them, which the JIT compiles to vector instructions.
 */
final class Blake3Lanes {
    /** Chunks in a subtree; a power of two. */
    static final int LANES = 128;

    static final int LEVELS = Integer.numberOfTrailingZeros(LANES);
    static final int SUBTREE_BYTES = LANES * CHUNK_BYTES;

    private final int[] key;
    private final int flags;
    private final int[][] v = new int[16][LANES];
    private final int[][] m = new int[16][LANES];
    private final int[][] chaining = new int[WORDS][LANES];

    Blake3Lanes(int[] key, int flags) {
        this.key = key;
        this.flags = flags;
    }

    /** Hashes the subtree whose first chunk has that number and writes its chaining value to the beginning of out. */
    void subtree(byte[] bytes, int offset, long firstChunk, int[] out) {
        setChainingToKey(LANES);
        int blocks = CHUNK_BYTES / BLOCK_BYTES;
        for (int block = 0; block < blocks; block++) {
            load(bytes, offset + block * BLOCK_BYTES);
            for (int lane = 0; lane < LANES; lane++) {
                v[12][lane] = (int) (firstChunk + lane);
                v[13][lane] = (int) (firstChunk + lane >>> 32);
            }
            int position =
                    block == 0 ? Blake3Compression.CHUNK_START : block == blocks - 1 ? Blake3Compression.CHUNK_END : 0;
            compress(LANES, flags | position);
        }
        for (int lanes = LANES / 2; lanes > 0; lanes /= 2) {
            parents(lanes);
        }
        for (int word = 0; word < WORDS; word++) {
            out[word] = chaining[word][0];
        }
    }

    private void parents(int lanes) {
        for (int word = 0; word < WORDS; word++) {
            for (int lane = 0; lane < lanes; lane++) {
                m[word][lane] = chaining[word][2 * lane];
                m[word + WORDS][lane] = chaining[word][2 * lane + 1];
            }
        }
        setChainingToKey(lanes);
        Arrays.fill(v[12], 0, lanes, 0);
        Arrays.fill(v[13], 0, lanes, 0);
        compress(lanes, flags | Blake3Compression.PARENT);
    }

    private void setChainingToKey(int lanes) {
        for (int word = 0; word < WORDS; word++) {
            Arrays.fill(chaining[word], 0, lanes, key[word]);
        }
    }

    private void load(byte[] bytes, int offset) {
        for (int word = 0; word < 16; word++) {
            int[] words = m[word];
            int at = offset + 4 * word;
            for (int lane = 0; lane < LANES; lane++) {
                words[lane] = (int) Blake3Compression.INTS.get(bytes, at + lane * CHUNK_BYTES);
            }
        }
    }

    /** Compresses one full block in each lane; words 12 and 13 of the state hold the counters already. */
    private void compress(int lanes, int blockFlags) {
        for (int word = 0; word < WORDS; word++) {
            System.arraycopy(chaining[word], 0, v[word], 0, lanes);
        }
        for (int word = 0; word < 4; word++) {
            Arrays.fill(v[8 + word], 0, lanes, Blake3Compression.iv(word));
        }
        Arrays.fill(v[14], 0, lanes, BLOCK_BYTES);
        Arrays.fill(v[15], 0, lanes, blockFlags);
        for (int round = 0; round < Blake3Compression.ROUNDS; round++) {
            byte[] s = Blake3Compression.schedule(round);
            for (int i = 0; i < 8; i++) {
                mix(i, m[s[2 * i]], m[s[2 * i + 1]], lanes);
            }
        }
        for (int word = 0; word < WORDS; word++) {
            int[] low = v[word];
            int[] high = v[word + WORDS];
            int[] out = chaining[word];
            for (int lane = 0; lane < lanes; lane++) {
                out[lane] = low[lane] ^ high[lane];
            }
        }
    }

    /** The function G in all lanes: on column i, or from 4 on the diagonals. */
    private void mix(int i, int[] x, int[] y, int lanes) {
        int turn = i / 4;
        int[] a = v[i & 3];
        int[] b = v[4 + (i + turn & 3)];
        int[] c = v[8 + (i + 2 * turn & 3)];
        int[] d = v[12 + (i + 3 * turn & 3)];
        for (int lane = 0; lane < lanes; lane++) {
            int va = a[lane] + b[lane] + x[lane];
            int vd = Integer.rotateRight(d[lane] ^ va, 16);
            int vc = c[lane] + vd;
            int vb = Integer.rotateRight(b[lane] ^ vc, 12);
            va += vb + y[lane];
            vd = Integer.rotateRight(vd ^ va, 8);
            vc += vd;
            a[lane] = va;
            b[lane] = Integer.rotateRight(vb ^ vc, 7);
            c[lane] = vc;
            d[lane] = vd;
        }
    }
}
