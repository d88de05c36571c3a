/**
 * The collection protocol, without locks, leases or clocks (docs/format.md, "Collection"): the presence of a writer, the states
 * of the collection, revocation, deletion of snapshots. The steps W1 to W7 have these names in the code. No rule here may change
 * without a new check of the model.
 *
 * <p>It does not know the catalog: reconciling it (W4) is the caller's part.
 */
@NullMarked
package io.vaultik.core.internal.gc;

import org.jspecify.annotations.NullMarked;
