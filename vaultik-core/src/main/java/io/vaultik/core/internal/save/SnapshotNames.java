package io.vaultik.core.internal.save;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ids of snapshots: {@code yyyy-MM-dd-HHmmss-<host>[-<name>]} in UTC. Only the time is ever read from them. */
final class SnapshotNames {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MAX_PART = 80;

    private SnapshotNames() {}

    /** Returns an id without a suffix; characters outside the grammar become {@code _}. */
    static String base(Instant time, String host, @Nullable String name) {
        String base = TIME.format(time) + "-" + part(host);
        return name == null ? base : base + "-" + part(name);
    }

    private static String part(String text) {
        String clean = text.replaceAll("[^A-Za-z0-9._-]", "_");
        return clean.substring(0, Math.min(MAX_PART, clean.length()));
    }
}
