/**
 * Rebuilding a catalog from the metadata of snapshots, with the identity. {@link io.vaultik.core.internal.rebuild.RebuildRun} is the
 * sequence: manifests, records and nodes say which chunks and nodes lie where, for whom blobs are encrypted, and what the newest snapshot
 * of each series holds.
 *
 * <p>Rules of this package:
 *
 * <ul>
 *   <li>It reads the storage and changes nothing in it. No blob of data is read.
 *   <li>What two documents say differently of one blob is believed of neither: the blob is left out.
 *   <li>Memory does not grow with chunks: places are sorted on disk, blob by blob.
 * </ul>
 *
 * <p>It does not decide what may be used: rows get their numbers from the next session on this host, as all others do.
 */
@NullMarked
package io.vaultik.core.internal.rebuild;

import org.jspecify.annotations.NullMarked;
