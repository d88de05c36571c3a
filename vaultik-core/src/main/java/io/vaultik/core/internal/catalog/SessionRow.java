package io.vaultik.core.internal.catalog;

import java.time.Instant;

/**
 * A session of this catalog that has not come to its end: running now, or left by a process that died.
 *
 * @param dir the directory of the session, its key
 * @param commitKey where its manifest would be
 * @param series the series that it writes
 * @param started when it began, before its walk, in whole milliseconds
 */
public record SessionRow(String dir, String commitKey, byte[] series, Instant started) {}
