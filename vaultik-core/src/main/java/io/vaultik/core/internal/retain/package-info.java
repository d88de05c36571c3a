/**
 * Which snapshots stay: deletion ({@link io.vaultik.core.internal.retain.Deletion}), pins ({@link
 * io.vaultik.core.internal.retain.Pins}) and purges by a policy ({@link io.vaultik.core.internal.retain.Purge}, whose verdicts are
 * those of {@link io.vaultik.core.internal.retain.Retention}).
 *
 * <p>Everything follows from keys and clear manifests; no identity is asked for. Nothing goes before all was looked at: an unknown
 * id, a pin or a manifest that cannot be read ends an operation before it has changed anything.
 *
 * <p>It never touches a blob: what nobody names any more is a matter of the collection.
 */
@NullMarked
package io.vaultik.core.internal.retain;

import org.jspecify.annotations.NullMarked;
