package io.vaultik.core.internal.chunk;

import io.vaultik.fault.MalformedException;

/**
 * How long chunks are. Fixed for a repository when it is made: other parameters cut other chunks.
 *
 * @param minBytes no chunk is shorter but the last of an input; even, at least 64
 * @param avgBytes near which the lengths gather; a power of two, 256 to 4 MiB
 * @param maxBytes no chunk is longer; even, at most 16 MiB
 */
public record ChunkerParameters(int minBytes, int avgBytes, int maxBytes) {
    /** 128 KiB, 512 KiB and 2 MiB: what a new repository gets. */
    public static final ChunkerParameters DEFAULT = new ChunkerParameters(128 * 1024, 512 * 1024, 2 * 1024 * 1024);

    private static final int LEAST_MIN_BYTES = 64;
    private static final int LEAST_AVG_BYTES = 256;
    private static final int MOST_AVG_BYTES = 4 * 1024 * 1024;
    private static final int MOST_MAX_BYTES = 16 * 1024 * 1024;

    /**
     * Checks the parameters.
     *
     * @param minBytes the least length
     * @param avgBytes the usual length
     * @param maxBytes the greatest length
     * @throws IllegalArgumentException if they break the limits above, or are not in rising order
     */
    public ChunkerParameters {
        if (!isValid(minBytes, avgBytes, maxBytes)) {
            throw new IllegalArgumentException(
                    "no chunk lengths: at least " + minBytes + ", about " + avgBytes + ", at most " + maxBytes);
        }
    }

    /**
     * Makes parameters of numbers that were read.
     *
     * @param minBytes the least length
     * @param avgBytes the usual length
     * @param maxBytes the greatest length
     * @return the parameters
     * @throws MalformedException if they break the limits above, or are not in rising order
     */
    public static ChunkerParameters of(long minBytes, long avgBytes, long maxBytes) throws MalformedException {
        if (!isValid(minBytes, avgBytes, maxBytes)) {
            throw new MalformedException(
                    "no chunk lengths: at least {}, about {}, at most {}", null, minBytes, avgBytes, maxBytes);
        }
        return new ChunkerParameters((int) minBytes, (int) avgBytes, (int) maxBytes);
    }

    private static boolean isValid(long minBytes, long avgBytes, long maxBytes) {
        return minBytes >= LEAST_MIN_BYTES
                && minBytes < avgBytes
                && avgBytes < maxBytes
                && maxBytes <= MOST_MAX_BYTES
                && avgBytes >= LEAST_AVG_BYTES
                && avgBytes <= MOST_AVG_BYTES
                && Long.bitCount(avgBytes) == 1
                && (minBytes | maxBytes) % 2 == 0;
    }
}
