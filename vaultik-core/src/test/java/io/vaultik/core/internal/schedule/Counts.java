package io.vaultik.core.internal.schedule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What happened in many schedules, to show that they are no idle ones. Thread-safe. */
public final class Counts {
    private final Map<String, Long> figures = new TreeMap<>();

    /** Adds to a figure. */
    public synchronized void add(String what, long count) {
        figures.merge(what, count, Long::sum);
    }

    /** Fails unless all of these happened. */
    public synchronized void require(List<String> all) {
        for (String what : all) {
            if (figures.getOrDefault(what, 0L) == 0) {
                throw new AssertionError("never in all schedules: " + what + ", of " + figures);
            }
        }
    }

    @Override
    public synchronized String toString() {
        return figures.toString();
    }
}
