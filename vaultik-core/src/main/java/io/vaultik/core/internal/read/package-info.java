/**
 * From a snapshot id to verified bytes: manifest, record, tree, chunks. {@link io.vaultik.core.internal.read.SnapshotIndex} knows the
 * snapshots of a repository without a key, and remembers in the catalog what manifests say; {@link io.vaultik.core.internal.read.SnapshotReader} reads one of them with the identity.
 *
 * <p>Every chunk is checked against its digest before it is handed out, and a location outside the blobs of the manifest is refused.
 */
@NullMarked
package io.vaultik.core.internal.read;

import org.jspecify.annotations.NullMarked;
