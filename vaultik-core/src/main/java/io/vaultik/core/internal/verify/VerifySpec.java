package io.vaultik.core.internal.verify;

import io.vaultik.progress.ProgressListener;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one verification is to do; every value is checked.
 *
 * @param level how deep to look
 * @param snapshots the snapshots to check; empty for all
 * @param budgetBytes how much of blobs is read at most
 * @param budgetTime after how long no further blob is begun
 * @param listener who is told of the progress, or null
 * @param parallelism how many blobs are read at once, at least 1
 */
public record VerifySpec(
        VerifyLevel level,
        List<SnapshotId> snapshots,
        OptionalLong budgetBytes,
        Optional<Duration> budgetTime,
        @Nullable ProgressListener listener,
        int parallelism) {
    /**
     * Copies the list.
     *
     * @param level how deep to look
     * @param snapshots the snapshots, copied; empty for all
     * @param budgetBytes how much of blobs is read at most
     * @param budgetTime after how long no further blob is begun
     * @param listener who is told, or null
     * @param parallelism blobs read at once, at least 1
     */
    public VerifySpec {
        snapshots = List.copyOf(snapshots);
    }

    /**
     * Makes a specification without a budget.
     *
     * @param level how deep to look
     * @param snapshots the snapshots; empty for all
     * @param listener who is told, or null
     * @param parallelism blobs read at once, at least 1
     */
    public VerifySpec(
            VerifyLevel level, List<SnapshotId> snapshots, @Nullable ProgressListener listener, int parallelism) {
        this(level, snapshots, OptionalLong.empty(), Optional.empty(), listener, parallelism);
    }

    /** {@return whether less may be read than there is} */
    public boolean hasBudget() {
        return budgetBytes.isPresent() || budgetTime.isPresent();
    }
}
