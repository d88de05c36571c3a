package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.PLACES;
import static jdk.incubator.vector.IntVector.broadcast;
import static jdk.incubator.vector.IntVector.fromArray;
import static jdk.incubator.vector.VectorOperators.ROR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * As many lanes at once as a register of the machine has words, with the state in local variables.
 *
 * <p>A loop turns fourteen times over half a round: G on four columns. In each turn the rows are mirrored, row a about place
 * 0, b about 1/2, c about 1 and d about 3/2, by which diagonals become columns and columns diagonals. The compiler keeps
 * the vectors in registers if nothing but the operations themselves is called: it has spent what it may inline before it
 * comes to a method of this class, and vectors that are passed to a real call become objects.
 */
final class VectorCompression implements LaneCompression {
    private static final VectorSpecies<Integer> SPECIES = IntVector.SPECIES_PREFERRED;

    /** Which message word each place takes, when diagonals come in mirrored order: 0, 3, 2, 1. */
    private static final byte[] ORDER = order();

    VectorCompression() {
        if (SPECIES.length() < 4 || SPECIES.length() > LaneState.STEP) {
            throw new UnsupportedOperationException("registers of " + SPECIES.length() + " words");
        }
    }

    private static byte[] order() {
        byte[] order = new byte[PLACES];
        for (int place = 0; place < PLACES; place++) {
            boolean diagonal = (place & 8) != 0;
            int column = place >>> 1 & 3;
            int source = (place & -8) + 2 * (diagonal ? -column & 3 : column) + (place & 1);
            order[place] = (byte) Blake3Compression.schedule(source);
        }
        return order;
    }

    @Override
    public void compress(LaneState state, int lanes) {
        for (int lane = 0; lane < lanes; lane += SPECIES.length()) {
            compressAt(state, state.message, lane);
        }
    }

    private static void compressAt(LaneState state, int[][] m, int lane) {
        IntVector a0 = fromArray(SPECIES, state.chaining[0], lane);
        IntVector a1 = fromArray(SPECIES, state.chaining[1], lane);
        IntVector a2 = fromArray(SPECIES, state.chaining[2], lane);
        IntVector a3 = fromArray(SPECIES, state.chaining[3], lane);
        IntVector b0 = fromArray(SPECIES, state.chaining[4], lane);
        IntVector b1 = fromArray(SPECIES, state.chaining[5], lane);
        IntVector b2 = fromArray(SPECIES, state.chaining[6], lane);
        IntVector b3 = fromArray(SPECIES, state.chaining[7], lane);
        IntVector c0 = broadcast(SPECIES, Blake3Compression.iv(0));
        IntVector c1 = broadcast(SPECIES, Blake3Compression.iv(1));
        IntVector c2 = broadcast(SPECIES, Blake3Compression.iv(2));
        IntVector c3 = broadcast(SPECIES, Blake3Compression.iv(3));
        IntVector d0 = fromArray(SPECIES, state.counterLow, lane);
        IntVector d1 = fromArray(SPECIES, state.counterHigh, lane);
        IntVector d2 = fromArray(SPECIES, state.blockBytes, lane);
        IntVector d3 = fromArray(SPECIES, state.flags, lane);
        for (int s = 0; s < PLACES; s += 8) {
            a0 = a0.add(b0).add(fromArray(SPECIES, m[ORDER[s]], lane));
            a1 = a1.add(b1).add(fromArray(SPECIES, m[ORDER[s + 2]], lane));
            a2 = a2.add(b2).add(fromArray(SPECIES, m[ORDER[s + 4]], lane));
            a3 = a3.add(b3).add(fromArray(SPECIES, m[ORDER[s + 6]], lane));
            c0 = c0.add(d0 = d0.lanewise(XOR, a0).lanewise(ROR, 16));
            c1 = c1.add(d1 = d1.lanewise(XOR, a1).lanewise(ROR, 16));
            c2 = c2.add(d2 = d2.lanewise(XOR, a2).lanewise(ROR, 16));
            c3 = c3.add(d3 = d3.lanewise(XOR, a3).lanewise(ROR, 16));
            a0 = a0.add(b0 = b0.lanewise(XOR, c0).lanewise(ROR, 12)).add(fromArray(SPECIES, m[ORDER[s + 1]], lane));
            a2 = a2.add(b2 = b2.lanewise(XOR, c2).lanewise(ROR, 12)).add(fromArray(SPECIES, m[ORDER[s + 5]], lane));
            IntVector t =
                    a1.add(b1 = b1.lanewise(XOR, c1).lanewise(ROR, 12)).add(fromArray(SPECIES, m[ORDER[s + 3]], lane));
            a1 = a3.add(b3 = b3.lanewise(XOR, c3).lanewise(ROR, 12)).add(fromArray(SPECIES, m[ORDER[s + 7]], lane));
            a3 = t;
            c1 = c1.add(d1 = d1.lanewise(XOR, a3).lanewise(ROR, 8));
            c3 = c3.add(d3 = d3.lanewise(XOR, a1).lanewise(ROR, 8));
            t = c0.add(d0 = d0.lanewise(XOR, a0).lanewise(ROR, 8));
            c0 = c2.add(d2 = d2.lanewise(XOR, a2).lanewise(ROR, 8));
            c2 = t;
            t = b0.lanewise(XOR, c2).lanewise(ROR, 7);
            b0 = b1.lanewise(XOR, c1).lanewise(ROR, 7);
            b1 = t;
            t = b2.lanewise(XOR, c0).lanewise(ROR, 7);
            b2 = b3.lanewise(XOR, c3).lanewise(ROR, 7);
            b3 = t;
            t = d0;
            d0 = d3;
            d3 = t;
            t = d1;
            d1 = d2;
            d2 = t;
        }
        a0.lanewise(XOR, c0).intoArray(state.chaining[0], lane);
        a1.lanewise(XOR, c1).intoArray(state.chaining[1], lane);
        a2.lanewise(XOR, c2).intoArray(state.chaining[2], lane);
        a3.lanewise(XOR, c3).intoArray(state.chaining[3], lane);
        b0.lanewise(XOR, d0).intoArray(state.chaining[4], lane);
        b1.lanewise(XOR, d1).intoArray(state.chaining[5], lane);
        b2.lanewise(XOR, d2).intoArray(state.chaining[6], lane);
        b3.lanewise(XOR, d3).intoArray(state.chaining[7], lane);
    }
}
