/**
 * The catalog: the local SQLite cache of what one repository already stores.
 *
 * <p>It knows which blobs are there (and how far that knowledge reaches: the number of the collection state under which each
 * was seen), where the chunk of a digest lies, what the last snapshot of a series found in each file, and which sessions of
 * this host have not come to their end, which blobs were read by verifications, and when, and what manifests say that were read. The rules it follows are those of the format, "Collection without locks", Catalog.
 *
 * <p>Rules of this package:
 *
 * <ul>
 *   <li>It is a cache. A lost catalog costs uploads, a stale one too; neither may ever cost data. So every hit is checked
 *       by the caller against the set of usable blobs, and losing the newest transactions in a power cut is harmless.
 *   <li>What it remembers of manifests decides what a collection deletes, so that it is proved by a digest at each use.
 *   <li>Every method is one transaction and waits a stated time for other processes, then says that the catalog is busy.
 *   <li>What is read from the file is checked: a file that is damaged, foreign or newer gives a typed exception.
 *   <li>It is the only user of {@code java.sql}; no {@code SQLException} leaves it.
 * </ul>
 *
 * <p>It does not talk to a storage, does not know the format of a blob's directory (opaque bytes here), and does not decide
 * what is off limits or which session is undecided: the caller tells it.
 */
@NullMarked
package io.vaultik.core.internal.catalog;

import org.jspecify.annotations.NullMarked;
