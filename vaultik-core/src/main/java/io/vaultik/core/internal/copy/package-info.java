/**
 * Copies of snapshots in another repository, without a key unless they are encrypted anew. {@link io.vaultik.core.internal.copy.CopyRun} is the sequence; each
 * snapshot has a session of its own in the target ({@link io.vaultik.core.internal.copy.SnapshotCopy}), by the rules W1 to W7 and K1 to
 * K3 of docs/format.md.
 *
 * <p>Blobs and records are copied as they are, verified by their digests on the way; only the manifest is made anew, signed by the
 * copier, with the original inside.
 *
 * <p>What is encrypted anew is the work of a writer, {@link io.vaultik.core.internal.save.AnewCopyRun}; all that follows is about the others.
 *
 * <p>It does not know the catalog: a copier's blobs have names, so it asks the storage for them (K3) where a writer asks its rows. W4 is
 * about the truth of rows, and who uses none has nothing to reconcile; nor do a copier's blobs become rows, since it cannot read what
 * is in them. So a session of a copier begins with the number 0.
 */
@NullMarked
package io.vaultik.core.internal.copy;

import org.jspecify.annotations.NullMarked;
