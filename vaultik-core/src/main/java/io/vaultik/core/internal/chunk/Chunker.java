package io.vaultik.core.internal.chunk;

import java.util.Objects;

/**
 * Cuts a stream by FastCDC with normalised chunking (Xia et al., "The Design of Fast Content-Defined Chunking for Data
 * Deduplication Based Storage Systems", IEEE TPDS 2020), level 2.
 *
 * <p>The rule, with {@code n} = log2(avgBytes) and all numbers counted from the beginning of the chunk:
 *
 * <pre>
 * length = min(maxBytes, bytes to the end of the input)
 * if length &lt;= minBytes: the chunk has length bytes
 * hash = 0
 * for i = minBytes, minBytes + 1, ... below length, or below length - 1 if length is odd:
 *     hash = 2 * hash + gear[byte i]                                modulo 2^64
 *     mask = mask[n + 2] if i &lt; avgBytes, else mask[n - 2]
 *     if hash and mask have no bit in common: the chunk has i bytes
 * the chunk has length bytes
 * </pre>
 *
 * <p>For the default parameters the masks are {@code 0x0000d91767537000} and {@code 0x0000d90703537000}. The cuts are
 * those of the Rust crate {@code fastcdc} 4.0.1, module {@code v2020}, {@code Normalization::Level2}, seed 0, which takes
 * two bytes per step; hence the last byte of an input of odd length, at which it never cuts.
 *
 * <p>Immutable and thread-safe.
 */
public final class Chunker {
    private static final long[] GEAR = Gear.table();
    private static final int LEVEL = 2;

    private final ChunkerParameters parameters;
    private final long maskBeforeAverage;
    private final long maskFromAverage;

    /**
     * Makes a chunker.
     *
     * @param parameters how long chunks are
     */
    public Chunker(ChunkerParameters parameters) {
        int bits = Integer.numberOfTrailingZeros(parameters.avgBytes());
        this.parameters = parameters;
        this.maskBeforeAverage = Gear.mask(bits + LEVEL);
        this.maskFromAverage = Gear.mask(bits - LEVEL);
    }

    /**
     * Returns how long chunks are.
     *
     * @return the parameters
     */
    public ChunkerParameters parameters() {
        return parameters;
    }

    /**
     * Finds the end of the next chunk. With {@code maxBytes} bytes or the rest of the input at hand it always does.
     *
     * @param buffer holds bytes of the input; unchanged
     * @param from where the chunk begins: where the last one ended
     * @param to where the bytes at hand end
     * @param endOfInput whether the input ends there
     * @return the length of the chunk; 0 if more bytes are needed, or the input ends at {@code from}
     */
    public int cut(byte[] buffer, int from, int to, boolean endOfInput) {
        Objects.checkFromToIndex(from, to, buffer.length);
        int length = Math.min(to - from, parameters.maxBytes());
        if (length < parameters.maxBytes() && !endOfInput) {
            return 0;
        }
        if (length <= parameters.minBytes()) {
            return length;
        }
        return scan(buffer, from, length);
    }

    private int scan(byte[] buffer, int from, int length) {
        int end = from + (length & ~1);
        int average = Math.min(end, from + parameters.avgBytes());
        int at = from + parameters.minBytes();
        long mask = maskBeforeAverage;
        long hash = 0;
        for (; at < average; at++) {
            hash = (hash << 1) + GEAR[buffer[at] & 0xff];
            if ((hash & mask) == 0) {
                return at - from;
            }
        }
        mask = maskFromAverage;
        for (; at < end; at++) {
            hash = (hash << 1) + GEAR[buffer[at] & 0xff];
            if ((hash & mask) == 0) {
                return at - from;
            }
        }
        return length;
    }
}
