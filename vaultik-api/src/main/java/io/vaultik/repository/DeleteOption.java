package io.vaultik.repository;

/**
 * What {@link Repository#delete} does with snapshots that it would refuse.
 *
 * @since 0.1
 */
public enum DeleteOption {
    /** Ids of which there is no snapshot are passed over; without this they are a failure, and nothing is deleted. */
    IGNORE_UNKNOWN,
    /** Pinned snapshots are deleted, too; without this they are a failure, and nothing is deleted. */
    EVEN_PINNED
}
