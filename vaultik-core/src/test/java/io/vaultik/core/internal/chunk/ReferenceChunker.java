package io.vaultik.core.internal.chunk;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * FastCDC once more, straight from the paper (section 3.7): two bytes per step, with a second table of doubled values,
 * over a whole array, tables made in another way.
 */
final class ReferenceChunker {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private final int minBytes;
    private final int avgBytes;
    private final int maxBytes;
    private final long smallMask;
    private final long largeMask;
    private final long[] gear = new long[256];
    private final long[] doubled = new long[256];
    private long hash;

    ReferenceChunker(int minBytes, int avgBytes, int maxBytes, long smallMask, long largeMask) {
        this.minBytes = minBytes;
        this.avgBytes = avgBytes;
        this.maxBytes = maxBytes;
        this.smallMask = smallMask;
        this.largeMask = largeMask;
        try {
            for (int i = 0; i < 256; i++) {
                byte[] block = new byte[64];
                Arrays.fill(block, (byte) i);
                BigInteger digest =
                        new BigInteger(1, MessageDigest.getInstance("MD5").digest(block));
                gear[i] = digest.shiftRight(64).longValue();
                doubled[i] = digest.shiftRight(64).shiftLeft(1).mod(TWO_TO_64).longValue();
            }
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The hash at the last cut. */
    long hash() {
        return hash;
    }

    List<Integer> lengths(byte[] input) {
        List<Integer> lengths = new ArrayList<>();
        for (int at = 0; at < input.length; ) {
            int length = next(Arrays.copyOfRange(input, at, Math.min(input.length, at + maxBytes)));
            lengths.add(length);
            at += length;
        }
        return lengths;
    }

    private int next(byte[] rest) {
        if (rest.length <= minBytes) {
            return rest.length;
        }
        int center = Math.min(avgBytes, rest.length);
        hash = 0;
        for (int pair = minBytes / 2; pair < rest.length / 2; pair++) {
            long mask = pair < center / 2 ? smallMask : largeMask;
            hash = (hash << 2) + doubled[rest[2 * pair] & 0xff];
            if ((hash & (mask << 1)) == 0) {
                return 2 * pair;
            }
            hash = hash + gear[rest[2 * pair + 1] & 0xff];
            if ((hash & mask) == 0) {
                return 2 * pair + 1;
            }
        }
        return rest.length;
    }
}
