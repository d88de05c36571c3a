/**
 * What keeps a repository clean ({@link io.vaultik.core.internal.maintain.MaintenanceRun}): the collection of blobs, for which {@link
 * io.vaultik.core.internal.maintain.RepositoryCensus} says who writes and what is named, revocations, and what deletions and dead
 * writers have left below {@code metadata/}.
 *
 * <p>All manifests are walked by {@link io.vaultik.core.internal.read.SnapshotIndex}, with or without what the catalog remembers, and none is kept. How blobs are collected is the matter of {@code gc}. Nothing here needs an identity, and nothing goes by the clock of a host.
 */
@NullMarked
package io.vaultik.core.internal.maintain;

import org.jspecify.annotations.NullMarked;
