package io.vaultik.repository;

import io.vaultik.fault.Errors;
import io.vaultik.progress.OperationReport;

/**
 * What a rebuild of the catalog has found.
 *
 * @param snapshots snapshots whose metadata was read
 * @param blobs blobs that were added
 * @param knownBlobs blobs that the catalog knew already, which stay as they are
 * @param leftOutBlobs blobs that are not there with their length, were damaged when this host read them last, or of which snapshots
 *     contradict each other: nothing of them is used
 * @param unusableBlobs blobs, among those added or known, of which no snapshot says for whom they are encrypted; nothing of those
 *     added is used
 * @param chunks chunks in blobs that were added or known, each that a snapshot names
 * @param nodes nodes of trees in them
 * @param entries files of the newest snapshots of series that the catalog did not know
 * @param errors the snapshots that could not be read
 * @param report time, phases and storage calls
 * @since 0.1
 */
public record CatalogResult(
        long snapshots,
        long blobs,
        long knownBlobs,
        long leftOutBlobs,
        long unusableBlobs,
        long chunks,
        long nodes,
        long entries,
        Errors errors,
        OperationReport report) {}
