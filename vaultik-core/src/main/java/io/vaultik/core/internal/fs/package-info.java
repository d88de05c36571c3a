/**
 * The local file system: walking a directory, opening the files found, and writing below a root.
 *
 * <p>Rules: names are bytes; every name is resolved in a directory that is already open, and never through a symbolic link, so
 * that a directory swapped for a link while we are at work leads nowhere. What the JDK cannot do stands behind one seam,
 * {@link io.vaultik.core.internal.fs.Posix}, with a plain JDK fallback that says what it leaves out.
 *
 * <p>It knows nothing of snapshots, chunks or stores, and decides nothing about which files are worth reading.
 */
@NullMarked
package io.vaultik.core.internal.fs;

import org.jspecify.annotations.NullMarked;
