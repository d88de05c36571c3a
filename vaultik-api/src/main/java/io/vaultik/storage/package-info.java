/**
 * What a storage backend implements: six verbs on a flat map from {@link io.vaultik.storage.ObjectKey} to bytes.
 *
 * <p>A backend knows nothing of digests, encryption or snapshots. It does not retry, encrypt, cache or interpret keys;
 * the engine does that around it.
 */
@NullMarked
package io.vaultik.storage;

import org.jspecify.annotations.NullMarked;
