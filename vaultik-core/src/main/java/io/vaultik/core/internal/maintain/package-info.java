/**
 * What keeps a repository clean ({@link io.vaultik.core.internal.maintain.MaintenanceRun}): the collection of blobs, for which {@link
 * io.vaultik.core.internal.maintain.RepositoryCensus} says who writes and what is named, revocations, and what deletions and dead
 * writers have left below {@code metadata/}.
 *
 * <p>How blobs are collected is the matter of {@code gc}. Nothing here needs an identity, and nothing goes by the clock of a host.
 */
@NullMarked
package io.vaultik.core.internal.maintain;

import org.jspecify.annotations.NullMarked;
