package io.vaultik.examples.cli;

import java.time.Period;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an age: a number of days, weeks, months or years of the calendar. */
final class Ages implements ITypeConverter<Period> {
    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,4})([dwmy])");

    @Override
    public Period convert(String value) {
        Matcher matcher = AGE.matcher(value);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "an age is a number and d, w, m (months) or y, such as 30d, not \"" + RawText.lossy(value) + "\"");
        }
        int count = Integer.parseInt(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Period.ofDays(count);
            case "w" -> Period.ofWeeks(count);
            case "m" -> Period.ofMonths(count);
            default -> Period.ofYears(count);
        };
    }
}
