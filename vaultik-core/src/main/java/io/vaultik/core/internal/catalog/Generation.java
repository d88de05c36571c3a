package io.vaultik.core.internal.catalog;

import java.time.Instant;

/**
 * The known entries of one snapshot of a series.
 *
 * @param id the catalog-local id, never reused
 * @param snapshot the id of the snapshot
 * @param walkStarted when the walk of the run that made it began, in whole milliseconds
 */
public record Generation(long id, String snapshot, Instant walkStarted) {}
