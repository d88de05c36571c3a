package io.vaultik.store;

import io.vaultik.fault.Errors;

/**
 * What a push did.
 *
 * @param id the id of the manifest
 * @param stored whether the manifest is in the store now
 * @param copied objects that were sent
 * @param skipped objects that were there already, or all of them if the manifest was
 * @param bytes bytes that were sent
 * @param errors what failed, was skipped or is worth knowing
 * @since 0.1
 */
public record PushResult(ManifestId id, boolean stored, long copied, long skipped, long bytes, Errors errors) {}
