package io.vaultik.core.internal.catalog;

import java.util.BitSet;

/**
 * The chunks of one blob that can be found by a digest.
 *
 * @param digests the digests in index order, 32 bytes each, without gaps
 * @param findable the indexes to be found; the digests of the others are not looked at
 */
public record DigestRows(byte[] digests, BitSet findable) {
    static final int DIGEST_BYTES = 32;

    /**
     * Checks the shape.
     *
     * @param digests 32 bytes per index
     * @param findable indexes, none of them behind the last digest
     * @throws IllegalArgumentException if the digests are no multiple of 32 bytes, or too few
     */
    public DigestRows {
        if (digests.length % DIGEST_BYTES != 0 || findable.length() > digests.length / DIGEST_BYTES) {
            throw new IllegalArgumentException(
                    digests.length + " bytes of digests for " + findable.length() + " indexes");
        }
    }

    /**
     * Returns the rows of a blob in which nothing is found by digest.
     *
     * @return no rows
     */
    public static DigestRows none() {
        return new DigestRows(new byte[0], new BitSet());
    }

    /** Returns one byte per index, 1 where it is findable. */
    byte[] flags() {
        byte[] flags = new byte[findable.length()];
        for (int i = findable.nextSetBit(0); i >= 0; i = findable.nextSetBit(i + 1)) {
            flags[i] = 1;
        }
        return flags;
    }
}
