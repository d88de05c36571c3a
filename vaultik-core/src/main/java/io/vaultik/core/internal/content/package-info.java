/**
 * The content store: manifests of directories as text and in memory, whole files under their digest in any {@link
 * io.vaultik.storage.ObjectStorage}, and what is done with both: push, fetch, synchronise, compare, verify.
 *
 * <p>Rules: everything that is read or written is checked against its address, and the last block of a stream is held back until
 * it agrees; a manifest is put after its objects and only if all of them are there; nothing is written outside the target of a
 * fetch; memory does not grow with the length of an object, and holds a manifest once, without an object for each entry.
 *
 * <p>What works on stores works on any {@link io.vaultik.store.StreamStore}. The package knows nothing of repositories, makes no
 * threads, and deletes no objects.
 */
@NullMarked
package io.vaultik.core.internal.content;

import org.jspecify.annotations.NullMarked;
