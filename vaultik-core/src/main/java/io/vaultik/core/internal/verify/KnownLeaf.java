package io.vaultik.core.internal.verify;

import io.vaultik.repository.EntryPath;

/**
 * What is remembered of a leaf, so that snapshots which share it need not read it again.
 *
 * @param first the first path in it
 * @param last the last path in it
 * @param rows the rows of the blobs that it names and where it lies; must not be changed
 * @param bad whether something in it is wrong, whatever its blobs are
 */
record KnownLeaf(EntryPath first, EntryPath last, int[] rows, boolean bad) {}
