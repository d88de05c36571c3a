package io.vaultik.repository;

/**
 * What became of a snapshot.
 *
 * @since 0.1
 */
public enum SnapshotStatus {
    /** Everything that the source reported is in it. */
    COMPLETE,
    /** Items failed and were left out; the rest can be restored. */
    PARTIAL,
    /** The source had nothing to store: no snapshot was made, nothing was put. */
    NO_DATA
}
