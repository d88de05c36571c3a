package io.vaultik.store;

import java.time.Instant;

/**
 * A session object in a store: a push or a collection that is under way, or whose process died.
 *
 * @param id its id, as one says that it is dead
 * @param kind what it is
 * @param client who runs it, {@code user@host}
 * @param started when it began, by the clock of that host
 * @param stored when its object was stored last, by the clock of the storage
 * @since 0.1
 */
public record StoreSession(String id, Kind kind, String client, Instant started, Instant stored) {
    /** What a session is. */
    public enum Kind {
        /** A push, or the destination of a synchronisation. */
        PUSH,
        /** A collection. */
        COLLECTION
    }
}
