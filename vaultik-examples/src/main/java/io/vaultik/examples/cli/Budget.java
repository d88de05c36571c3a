package io.vaultik.examples.cli;

import io.vaultik.repository.VerifyOp;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How much of something may be read: bytes, or for how long.
 *
 * @param bytes at least 1, or 0 if it is a time
 * @param time more than nothing, or zero if it is bytes
 */
record Budget(long bytes, Duration time) {
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
    private static final Map<String, Duration> TIMES = Map.of(
            "s",
            Duration.ofSeconds(1),
            "min",
            Duration.ofMinutes(1),
            "h",
            Duration.ofHours(1),
            "d",
            Duration.ofDays(1));
    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,5})([A-Za-z]+)");

    /** Limits a verification. */
    void limit(VerifyOp operation) {
        if (bytes > 0) {
            operation.budget(bytes);
        } else {
            operation.budget(time);
        }
    }

    /** Reads a budget. */
    static final class Parser implements ITypeConverter<Budget> {
        @Override
        public Budget convert(String value) {
            Matcher matcher = TEXT.matcher(value);
            if (matcher.matches()) {
                long count = Long.parseLong(matcher.group(1));
                Long unit = BYTES.get(matcher.group(2));
                Duration time = TIMES.get(matcher.group(2));
                if (unit != null) {
                    return new Budget(count * unit, Duration.ZERO);
                }
                if (time != null) {
                    return new Budget(0, time.multipliedBy(count));
                }
            }
            throw new TypeConversionException(
                    "a budget is a number and KiB, MiB, GiB or TiB, or s, min, h or d, such as"
                            + " 10GiB or 30min, not \"" + RawText.lossy(value) + "\"");
        }
    }
}
