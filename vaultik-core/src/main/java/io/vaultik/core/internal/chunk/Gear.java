package io.vaultik.core.internal.chunk;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The constants of FastCDC as its reference implementations have them.
 *
 * <p>{@code table[i]} is the first 8 bytes, big-endian, of the MD5 of 64 bytes of value i.
 *
 * <p>{@code masks[n]} has bits spread over the high half of the low 48, as the paper advises, about n of them: up to
 * {@code masks[17]} from the implementation of the paper's authors, the others continued by restic-FastCDC and the Rust
 * crate {@code fastcdc}. Their number of one bits is not n everywhere; the values are what counts.
 */
final class Gear {
    static final int MIN_MASK = 6;
    static final int MAX_MASK = 24;

    private static final int BLOCK_BYTES = 64;
    private static final long[] MASKS = {
        0x0000000001803110L, // 6
        0x0000000018035100L,
        0x0000001800035300L, // 8
        0x0000019000353000L,
        0x0000590003530000L, // 10
        0x0000d90003530000L,
        0x0000d90103530000L, // 12
        0x0000d90303530000L,
        0x0000d90313530000L, // 14
        0x0000d90f03530000L,
        0x0000d90303537000L, // 16
        0x0000d90703537000L,
        0x0000d90707537000L, // 18
        0x0000d91707537000L,
        0x0000d91747537000L, // 20
        0x0000d91767537000L,
        0x0000d93767537000L, // 22
        0x0000d93777537000L,
        0x0000d93777577000L, // 24
    };

    private Gear() {}

    static long mask(int n) {
        return MASKS[n - MIN_MASK];
    }

    static long[] table() {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            long[] table = new long[256];
            byte[] block = new byte[BLOCK_BYTES];
            for (int i = 0; i < table.length; i++) {
                Arrays.fill(block, (byte) i);
                byte[] digest = md5.digest(block);
                for (int k = 0; k < Long.BYTES; k++) {
                    table[i] = table[i] << 8 | digest[k] & 0xff;
                }
            }
            return table;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has MD5", e);
        }
    }
}
