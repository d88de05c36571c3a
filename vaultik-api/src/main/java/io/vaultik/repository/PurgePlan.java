package io.vaultik.repository;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a policy means for the snapshots of a repository.
 *
 * @param series the series, in the order of their newest snapshots' hosts, names and ids
 * @since 0.1
 */
public record PurgePlan(List<Series> series) {
    /**
     * Copies the list.
     *
     * @param series the series
     */
    public PurgePlan {
        series = List.copyOf(series);
    }

    /**
     * Returns the snapshots that go.
     *
     * @return oldest first within each series
     */
    public List<SnapshotSummary> going() {
        return all().filter(Verdict::goes).map(Verdict::snapshot).toList();
    }

    /**
     * Returns the snapshots that stay.
     *
     * @return oldest first within each series
     */
    public List<SnapshotSummary> staying() {
        return all().filter(verdict -> !verdict.goes()).map(Verdict::snapshot).toList();
    }

    private Stream<Verdict> all() {
        return series.stream().flatMap(one -> one.snapshots().stream());
    }

    /**
     * The snapshots of one source.
     *
     * @param id what they have in common, in hex
     * @param host the host of the newest one, unless it keeps that to itself
     * @param name the name of the newest one, if it has any
     * @param snapshots all of them, oldest first
     */
    public record Series(String id, Optional<String> host, Optional<String> name, List<Verdict> snapshots) {
        /**
         * Copies the list.
         *
         * @param id what they have in common, in hex
         * @param host the host of the newest one, unless it keeps that to itself
         * @param name the name of the newest one, if it has any
         * @param snapshots all of them, oldest first
         */
        public Series {
            snapshots = List.copyOf(snapshots);
        }
    }

    /**
     * One snapshot and why it stays.
     *
     * @param snapshot the snapshot
     * @param keptBy why it stays; empty if it goes
     */
    public record Verdict(SnapshotSummary snapshot, Set<KeptBy> keptBy) {
        /**
         * Copies the set.
         *
         * @param snapshot the snapshot
         * @param keptBy why it stays; empty if it goes
         */
        public Verdict {
            keptBy = Set.copyOf(keptBy);
        }

        /**
         * Tells whether the snapshot goes.
         *
         * @return true if nothing keeps it
         */
        public boolean goes() {
            return keptBy.isEmpty();
        }
    }
}
