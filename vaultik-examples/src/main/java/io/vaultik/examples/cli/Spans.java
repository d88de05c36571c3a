package io.vaultik.examples.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a span of time: a number of minutes, hours, days or weeks. */
final class Spans implements ITypeConverter<Duration> {
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,4})(min|h|d|w)");

    @Override
    public Duration convert(String value) {
        Matcher matcher = SPAN.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "a span is a number and min, h, d or w, such as 12h, not \"" + RawText.lossy(value) + "\"");
        }
        int count = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "min" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7L * count);
        };
    }
}
