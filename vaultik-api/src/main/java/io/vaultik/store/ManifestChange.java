package io.vaultik.store;

import java.util.Optional;

/**
 * One difference between two manifests: an entry that only one of them has, or that they have in different versions.
 *
 * @param before the entry of the first manifest, or empty if it was added
 * @param after the entry of the second manifest, or empty if it was removed
 * @since 0.1
 */
public record ManifestChange(Optional<ManifestEntry> before, Optional<ManifestEntry> after) {
    /**
     * Checks that there is a difference to tell of.
     *
     * @param before the entry of the first manifest, or empty if it was added
     * @param after the entry of the second manifest, or empty if it was removed
     */
    public ManifestChange {
        if (before.isEmpty() && after.isEmpty()) {
            throw new IllegalArgumentException("a change has an entry before, after, or both");
        }
    }

    /** What happened to an entry. */
    public enum Kind {
        /** Only the second manifest has it. */
        ADDED,
        /** Only the first manifest has it. */
        REMOVED,
        /** Its kind, checksum or size differs. */
        CHANGED,
        /** Nothing but its permissions differs. */
        PERMISSIONS
    }

    /**
     * Returns what happened to the entry.
     *
     * @return the kind of this change
     */
    public Kind kind() {
        if (before.isEmpty()) {
            return Kind.ADDED;
        }
        if (after.isEmpty()) {
            return Kind.REMOVED;
        }
        ManifestEntry a = before.get();
        ManifestEntry b = after.get();
        return a.kind() == b.kind() && a.checksum().equals(b.checksum()) && a.size() == b.size()
                ? Kind.PERMISSIONS
                : Kind.CHANGED;
    }

    /**
     * Returns the path of the entry.
     *
     * @return the path, as it stands in the manifests
     */
    public String path() {
        return after.or(() -> before).map(ManifestEntry::path).orElseThrow();
    }
}
