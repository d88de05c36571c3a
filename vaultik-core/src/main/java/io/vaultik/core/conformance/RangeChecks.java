package io.vaultik.core.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/** That ranges are exact. */
final class RangeChecks {
    static final List<Spec> ALL = List.of(
            new Spec(
                    "reads exact ranges",
                    "read: a stream of exactly length bytes.",
                    "A blob is never read whole; a range that is one byte off looks like damage.",
                    RangeChecks::readsExactly),
            new Spec(
                    "refuses ranges outside the object",
                    "read: throws StorageException if the range does not lie within the object.",
                    "A range that comes shorter looks like damage later, and is repeated in vain if it is called retryable.",
                    RangeChecks::refusesOutside),
            new Spec(
                    "refuses negative ranges",
                    "read: throws IllegalArgumentException if offset or length is negative.",
                    "It is a defect of the caller, which no repetition mends.",
                    RangeChecks::refusesNegative));

    private RangeChecks() {}

    private static void readsExactly(Trial trial) throws Exception {
        byte[] bytes = Trial.bytes(100_000, 3);
        trial.create("a", bytes);
        int[][] ranges = {{0, 1}, {0, 100_000}, {99_999, 1}, {1, 99_998}, {50_000, 0}, {0, 0}, {100_000, 0}, {7, 65_536}
        };
        for (int[] range : ranges) {
            byte[] expected = Arrays.copyOfRange(bytes, range[0], range[0] + range[1]);
            byte[] found = trial.range("a", range[0], range[1]);
            Expect.that(Arrays.equals(found, expected), described(range[0], range[1]) + " has other bytes");
        }
    }

    private static void refusesOutside(Trial trial) throws Exception {
        trial.create("a", new byte[10]);
        trial.create("empty", new byte[0]);
        long[][] ranges = {{0, 11}, {10, 1}, {11, 0}, {Long.MAX_VALUE, 1}, {1, Long.MAX_VALUE}, {9, 2}};
        for (long[] range : ranges) {
            Expect.permanentFailure(
                    described(range[0], range[1]) + " of 10 bytes", () -> trial.range("a", range[0], range[1]));
        }
        Expect.permanentFailure("a range of an empty object", () -> trial.range("empty", 0, 1));
        Expect.that(trial.range("empty", 0, 0).length == 0, "no bytes of an empty object are some");
    }

    private static void refusesNegative(Trial trial) throws Exception {
        trial.create("a", new byte[10]);
        Class<IllegalArgumentException> refusal = IllegalArgumentException.class;
        Expect.failure(refusal, "a negative offset", () -> close(trial.storage().read(trial.key("a"), -1, 1)));
        Expect.failure(refusal, "a negative length", () -> close(trial.storage().read(trial.key("a"), 1, -1)));
    }

    private static void close(InputStream stream) throws IOException {
        stream.close();
    }

    private static String described(long offset, long length) {
        return "a range of " + length + " bytes from byte " + offset;
    }
}
