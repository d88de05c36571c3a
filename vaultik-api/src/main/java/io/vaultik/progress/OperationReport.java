package io.vaultik.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What one operation did. Every result holds one.
 *
 * @param kind {@code snapshot}, {@code restore}, {@code verify}, {@code delete}, {@code purge}, {@code maintenance} or
 *     {@code copy}
 * @param repositoryId the repository
 * @param operationId a random id of this run
 * @param snapshotId the snapshot that was made or read, if it was one
 * @param start when the operation began, by the injected clock
 * @param duration how long it took
 * @param status how it ended
 * @param items entries that were handled
 * @param bytes bytes of content that were handled
 * @param phases time and bytes of each phase, in their order
 * @param storageCalls calls and bytes by verb ({@code put}, {@code open}, {@code read}, {@code stat}, {@code list},
 *     {@code delete})
 * @since 0.1
 */
public record OperationReport(
        String kind,
        UUID repositoryId,
        String operationId,
        Optional<String> snapshotId,
        Instant start,
        Duration duration,
        Status status,
        long items,
        long bytes,
        Map<Phase, PhaseReport> phases,
        Map<String, Calls> storageCalls) {

    /** How an operation ended. */
    public enum Status {
        /** All of it was done. */
        DONE,
        /** It was done, but items failed. */
        INCOMPLETE,
        /** It failed. */
        FAILED
    }

    /**
     * One phase.
     *
     * @param duration how long it took
     * @param bytes bytes of content that it handled
     */
    public record PhaseReport(Duration duration, long bytes) {}

    /**
     * The calls of one verb.
     *
     * @param count how many
     * @param bytes how many bytes of objects they moved
     */
    public record Calls(long count, long bytes) {}

    /**
     * Returns the number of calls to the storage.
     *
     * @return the sum over all verbs
     */
    public long totalStorageCalls() {
        return storageCalls.values().stream().mapToLong(Calls::count).sum();
    }
}
