package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.WORDS;

import java.util.Arrays;

/**
 * Each step of G is one plain loop over all lanes. All loads come before all stores, and each array holds one word of all
 * lanes: the JIT compiles that to vector instructions, without any option.
 */
final class LoopCompression implements LaneCompression {
    private final int[][] v = new int[2 * WORDS][LaneState.MAX_LANES];

    @Override
    public void compress(LaneState state, int lanes) {
        int rounded = LaneState.rounded(lanes);
        begin(state, rounded);
        int[][] m = state.message;
        for (int place = 0; place < Blake3Compression.PLACES; place += 2) {
            // Four columns and four diagonals make a round.
            int i = place / 2 & 7;
            int turn = i / 4;
            int[] x = m[Blake3Compression.schedule(place)];
            int[] y = m[Blake3Compression.schedule(place + 1)];
            int[] b = v[4 + (i + turn & 3)];
            int[] c = v[8 + (i + 2 * turn & 3)];
            int[] d = v[12 + (i + 3 * turn & 3)];
            mix(v[i & 3], b, c, d, x, y, rounded);
        }
        for (int word = 0; word < WORDS; word++) {
            fold(v[word], v[word + WORDS], state.chaining[word], rounded);
        }
    }

    private void begin(LaneState state, int lanes) {
        for (int word = 0; word < WORDS; word++) {
            System.arraycopy(state.chaining[word], 0, v[word], 0, lanes);
        }
        for (int word = 0; word < 4; word++) {
            Arrays.fill(v[8 + word], 0, lanes, Blake3Compression.iv(word));
        }
        System.arraycopy(state.counterLow, 0, v[12], 0, lanes);
        System.arraycopy(state.counterHigh, 0, v[13], 0, lanes);
        System.arraycopy(state.blockBytes, 0, v[14], 0, lanes);
        System.arraycopy(state.flags, 0, v[15], 0, lanes);
    }

    /** The function G in all lanes. Its seven parameters are those of the loop, which has to stand alone to be compiled well. */
    private static void mix(int[] a, int[] b, int[] c, int[] d, int[] x, int[] y, int lanes) {
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

    private static void fold(int[] low, int[] high, int[] out, int lanes) {
        for (int lane = 0; lane < lanes; lane++) {
            out[lane] = low[lane] ^ high[lane];
        }
    }
}
