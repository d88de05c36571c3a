package io.vaultik.repository;

import java.util.Optional;

/**
 * Selects snapshots by what their clear manifests say.
 *
 * @param host only those of this host
 * @param name only those of this name
 * @since 0.1
 */
public record SnapshotFilter(Optional<String> host, Optional<String> name) {
    /**
     * Selects all snapshots.
     *
     * @return a filter without a condition
     */
    public static SnapshotFilter all() {
        return new SnapshotFilter(Optional.empty(), Optional.empty());
    }

    /**
     * Selects the snapshots of one name.
     *
     * @param name the name that they were given
     * @return a filter
     */
    public static SnapshotFilter named(String name) {
        return new SnapshotFilter(Optional.empty(), Optional.of(name));
    }

    /**
     * Tells whether a snapshot is selected.
     *
     * @param snapshot a snapshot
     * @return true if all conditions hold
     */
    public boolean matches(SnapshotSummary snapshot) {
        return (host.isEmpty() || host.equals(snapshot.host())) && (name.isEmpty() || name.equals(snapshot.name()));
    }
}
