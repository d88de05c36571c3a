package io.vaultik.core.internal.catalog;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.vaultik.fault.CatalogCorruptException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A set of numbers as runs, in one zstd frame around {@code (gap more)*}: how many numbers lie between the run before and this one, and how many the run has
 * beside its first one, as base-128 numbers. Snapshots that follow each other name nearly the same blobs, so that most of them are in few long runs; where one
 * of two numbers is missing at random, it comes to about a bit for each number up to the highest.
 */
final class NumberRuns {
    private static final int LEVEL = 3;

    /** The largest plain content: a run for every second number that there may be, four bytes for a part of one. */
    private static final int MAX_PLAIN_BYTES = 8 * (CachedManifests.MAX_NAMES / 2);

    private NumberRuns() {}

    static byte[] encode(BitSet numbers) {
        ByteSink plain = new ByteSink();
        int end = 0;
        for (int from = numbers.nextSetBit(0); from >= 0; from = numbers.nextSetBit(end)) {
            plain.putNumber(from - end);
            end = numbers.nextClearBit(from);
            plain.putNumber(end - from - 1);
        }
        return Zstd.compress(Arrays.copyOf(plain.array(), plain.length()), LEVEL);
    }

    /**
     * Returns the runs: where each begins, and where it ends (exclusive), in ascending order.
     *
     * @param bytes what {@link #encode} returned
     * @param count how many numbers there are: all must be smaller
     * @throws CatalogCorruptException if the bytes are damaged, or name a number that there is not
     */
    static int[] decode(byte[] bytes, int count) throws CatalogCorruptException {
        ByteScan scan = new ByteScan(decompress(bytes));
        int[] runs = new int[16];
        int length = 0;
        int end = 0;
        while (scan.remaining() > 0) {
            int from = end + scan.nextBounded(count - end);
            end = from + scan.nextBounded(count - from) + 1;
            // A run that follows the one before at once would be a second form of the same set.
            if (end > count || length > 0 && from == runs[length - 1]) {
                throw ByteScan.corrupt("names a blob that is not there");
            }
            if (length == runs.length) {
                runs = Arrays.copyOf(runs, 2 * length);
            }
            runs[length++] = from;
            runs[length++] = end;
        }
        return Arrays.copyOf(runs, length);
    }

    private static byte[] decompress(byte[] bytes) throws CatalogCorruptException {
        long claimed = bytes.length == 0 ? -1 : Zstd.getFrameContentSize(bytes);
        if (claimed < 0 || claimed > MAX_PLAIN_BYTES) {
            throw ByteScan.corrupt("claims to be too long");
        }
        byte[] plain = new byte[(int) claimed];
        try {
            if (Zstd.decompressByteArray(plain, 0, plain.length, bytes, 0, bytes.length) == claimed) {
                return plain;
            }
        } catch (ZstdException e) {
            throw new CatalogCorruptException("the catalog is damaged: blobs of a manifest cannot be read", e);
        }
        throw ByteScan.corrupt("is cut");
    }
}
