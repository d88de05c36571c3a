package io.vaultik.examples.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Figures as people read them. The same in every locale. */
final class Amounts {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amounts() {}

    /** Returns a length, such as {@code 4.5 MiB}. */
    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = -1;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Returns a count and a noun, such as {@code 1 file} or {@code 12,345 files}. */
    static String count(long count, String one, String several) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : several);
    }

    /** Returns a time span, such as {@code 0.42 s}, {@code 3:07} or {@code 1:02:03}. */
    static String time(Duration span) {
        if (span.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.2f s", span.toMillis() / 1000.0);
        }
        if (span.toHours() == 0) {
            return String.format(Locale.ROOT, "%d:%02d", span.toMinutes(), span.toSecondsPart());
        }
        return String.format(Locale.ROOT, "%d:%02d:%02d", span.toHours(), span.toMinutesPart(), span.toSecondsPart());
    }

    /** Returns a point in time, in UTC to the second. */
    static String instant(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
