/**
 * Says whether snapshots can be restored ({@link io.vaultik.core.internal.verify.VerifyRun}), and what a repository holds ({@link
 * io.vaultik.core.internal.verify.RepositoryFigures}).
 *
 * <p>The verdict of a verification is the verdict of a restore: what it calls affected cannot be read by the reader of snapshots, and
 * what it does not call affected can. Damage is a result; an exception means that nothing can be said. Whatever fails is read a second
 * time before it is reported. Memory does not grow with content: blobs are packed rows, chunk locations go through an external sort.
 *
 * <p>It repairs nothing, but for telling the catalog of this host which blobs not to use again.
 */
@NullMarked
package io.vaultik.core.internal.verify;

import org.jspecify.annotations.NullMarked;
