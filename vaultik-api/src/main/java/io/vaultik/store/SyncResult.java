package io.vaultik.store;

import io.vaultik.fault.Errors;
import java.util.List;

/**
 * What a synchronisation of two stores did, or would do if it was a dry run.
 *
 * @param manifests manifests that were stored
 * @param present manifests that were there already
 * @param copied objects that were copied
 * @param skipped objects that were there already
 * @param bytes bytes of objects that were copied; of a dry run, those that would be
 * @param calls calls to both stores
 * @param removed manifests that a mirror removed
 * @param errors what failed, was skipped or is worth knowing
 * @since 0.1
 */
public record SyncResult(
        long manifests,
        long present,
        long copied,
        long skipped,
        long bytes,
        long calls,
        List<ManifestId> removed,
        Errors errors) {
    /**
     * Copies the list.
     *
     * @param manifests manifests that were stored
     * @param present manifests that were there already
     * @param copied objects that were copied
     * @param skipped objects that were there already
     * @param bytes bytes of objects that were copied; of a dry run, those that would be
     * @param calls calls to both stores
     * @param removed manifests that a mirror removed
     * @param errors what failed, was skipped or is worth knowing
     */
    public SyncResult {
        removed = List.copyOf(removed);
    }
}
