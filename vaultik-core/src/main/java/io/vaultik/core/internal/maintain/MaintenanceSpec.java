package io.vaultik.core.internal.maintain;

import io.vaultik.progress.ProgressListener;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one maintenance is to do; every value is checked.
 *
 * @param dryRun change nothing
 * @param revokeAfter the age from which sessions are revoked, or null
 * @param dead sessions whose processes are dead
 * @param takeOver become the owner
 * @param heal revise snapshots that name lost blobs
 * @param reencrypt encrypt to the present recipients what is for others
 * @param repackPercent repack blobs of which less is used, or 0 to repack none
 * @param listener who is told of the progress, or null
 * @param parallelism how many objects are read at once, at least 1
 */
public record MaintenanceSpec(
        boolean dryRun,
        @Nullable Duration revokeAfter,
        List<String> dead,
        boolean takeOver,
        boolean heal,
        boolean reencrypt,
        int repackPercent,
        @Nullable ProgressListener listener,
        int parallelism) {
    /**
     * Copies the list.
     *
     * @param dryRun change nothing
     * @param revokeAfter the age, or null
     * @param dead sessions, copied
     * @param takeOver become the owner
     * @param heal revise what names lost blobs
     * @param reencrypt encrypt what is for others
     * @param repackPercent repack below this share
     * @param listener who is told, or null
     * @param parallelism objects read at once, at least 1
     */
    public MaintenanceSpec {
        dead = List.copyOf(dead);
    }

    /** {@return whether snapshots are to be revised, which needs an identity} */
    public boolean revises() {
        return heal || reencrypt || repackPercent > 0;
    }
}
