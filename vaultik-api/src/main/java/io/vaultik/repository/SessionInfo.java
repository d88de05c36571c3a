package io.vaultik.repository;

import java.time.Instant;

/**
 * A session object in a repository: a snapshot or a maintenance that is under way, or whose process died.
 *
 * @param id its id, as one says that it is dead
 * @param kind what it is
 * @param client who runs it, {@code user@host}
 * @param started when it began, by the clock of that host
 * @param stored when its object was stored last, by the clock of the storage
 * @since 0.1
 */
public record SessionInfo(String id, Kind kind, String client, Instant started, Instant stored) {
    /** What a session is. */
    public enum Kind {
        /** A snapshot. */
        SNAPSHOT,
        /** A revision of a snapshot. */
        REVISION,
        /** A maintenance. */
        MAINTENANCE
    }
}
