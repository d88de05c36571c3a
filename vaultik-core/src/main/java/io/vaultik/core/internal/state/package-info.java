/**
 * What a host keeps of a repository that it writes to: pinned recipients, the writer's key, the time of its last snapshot, locks
 * that tell living writers from dead ones. It is no cache: what is lost here is lost.
 *
 * <p>It knows nothing of the storage.
 */
@NullMarked
package io.vaultik.core.internal.state;

import org.jspecify.annotations.NullMarked;
