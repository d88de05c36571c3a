package io.vaultik.core.internal.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The three inputs whose cuts belong to the format, each made of a rule that any language can follow. */
enum GoldenInput {
    /** 8 MiB: SHA-256 of the 8-byte big-endian numbers 0, 1, 2, ..., one digest after the other. */
    DIGESTS(8 << 20) {
        @Override
        byte[] bytes() {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                ByteBuffer bytes = ByteBuffer.allocate(length);
                for (long n = 0; bytes.hasRemaining(); n++) {
                    bytes.put(sha256.digest(ByteBuffer.allocate(8).putLong(n).array()));
                }
                return bytes.array();
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    },
    /** 8,000,001 bytes: the decimal numbers 0, 1, 2, ..., each followed by a line feed; cut off at the end. */
    NUMBERS(8_000_001) {
        @Override
        byte[] bytes() {
            StringBuilder text = new StringBuilder(length + 16);
            for (int n = 0; text.length() < length; n++) {
                text.append(n).append('\n');
            }
            return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
        }
    },
    /** 5,000,000 bytes of value 0. */
    ZEROS(5_000_000) {
        @Override
        byte[] bytes() {
            return new byte[length];
        }
    };

    final int length;

    GoldenInput(int length) {
        this.length = length;
    }

    abstract byte[] bytes();

    /** The lengths of the chunks with the default parameters. */
    List<Integer> cuts() {
        return switch (this) {
            case DIGESTS ->
                List.of(
                        580_554, 223_385, 527_043, 635_310, 590_796, 287_192, 646_101, 622_428, 582_671, 655_106,
                        530_242, 935_659, 551_621, 601_984, 418_516);
            case NUMBERS ->
                List.of(
                        173_679, 595_860, 621_081, 558_373, 555_152, 231_610, 278_606, 527_571, 225_948, 482_524,
                        518_897, 647_150, 486_395, 639_530, 229_862, 698_558, 529_205);
            case ZEROS -> List.of(2_097_152, 2_097_152, 805_696);
        };
    }
}
