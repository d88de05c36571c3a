package io.vaultik.store;

import io.vaultik.fault.Errors;
import java.util.List;

/**
 * What a fetch did, or would do if it was a dry run.
 *
 * @param written files that were written
 * @param kept files that were there already, with the right bytes
 * @param bytes bytes that were written
 * @param removed paths that were removed, relative to the target, the deepest first; a directory ends in {@code /}
 * @param errors what failed, was skipped or is worth knowing
 * @since 0.1
 */
public record FetchResult(long written, long kept, long bytes, List<String> removed, Errors errors) {
    /**
     * Copies the list.
     *
     * @param written files that were written
     * @param kept files that were there already, with the right bytes
     * @param bytes bytes that were written
     * @param removed paths that were removed, relative to the target, the deepest first; a directory ends in {@code /}
     * @param errors what failed, was skipped or is worth knowing
     */
    public FetchResult {
        removed = List.copyOf(removed);
    }
}
