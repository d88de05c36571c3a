package io.vaultik.core.internal.save;

import io.vaultik.fault.FailurePolicy;
import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.AttachmentWriter;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.ChangeSign;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot run is to do; every value is checked.
 *
 * @param source what is stored
 * @param paths absolute paths of the sources, for the record
 * @param name the name of the snapshot, or null
 * @param labels labels
 * @param level the level of zstd
 * @param dryRun whether nothing is put
 * @param forceReread whether every file is read
 * @param signs what is compared to detect changes
 * @param continues the id of the source whose series is adopted, or null
 * @param attachments documents to store, by name
 * @param policy what happens when items fail
 * @param listener who is told of the progress, or null
 * @param parallelism how many files are read at once
 */
public record SnapshotSpec(
        BackupSource source,
        java.util.List<String> paths,
        @Nullable String name,
        Map<String, String> labels,
        int level,
        boolean dryRun,
        boolean forceReread,
        Set<ChangeSign> signs,
        @Nullable String continues,
        Map<String, AttachmentWriter> attachments,
        FailurePolicy policy,
        @Nullable ProgressListener listener,
        int parallelism) {}
