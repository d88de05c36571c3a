package io.vaultik.repository;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the encrypted record of a snapshot says.
 *
 * @param summary what is known without a key
 * @param sourceId the source
 * @param user who made it
 * @param paths absolute paths of the sources, where they are directories
 * @param started when the run began
 * @param ended when the tree was complete
 * @param labels labels that were given
 * @param counts what the tree holds
 * @param attachments names and lengths of the documents stored with it
 * @param previous the snapshot of the same source before it
 * @param software what made it
 * @since 0.1
 */
public record SnapshotDetails(
        SnapshotSummary summary,
        SourceId sourceId,
        String user,
        List<String> paths,
        Instant started,
        Instant ended,
        Map<String, String> labels,
        TreeCounts counts,
        Map<String, Long> attachments,
        Optional<SnapshotId> previous,
        String software) {}
