package io.vaultik.repository;

import io.vaultik.fault.Errors;
import java.util.List;

/**
 * The snapshots of a repository: those that could be read, oldest first, and what is known of the others.
 *
 * @param snapshots the readable ones, by time and id
 * @param errors manifests that could not be read
 * @since 0.1
 */
public record SnapshotList(List<SnapshotSummary> snapshots, Errors errors) {
    /**
     * Copies the list.
     *
     * @param snapshots the readable ones, by time and id
     * @param errors manifests that could not be read
     */
    public SnapshotList {
        snapshots = List.copyOf(snapshots);
    }
}
