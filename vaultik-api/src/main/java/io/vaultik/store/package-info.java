/**
 * Whole files under the digest of their content, and text manifests of directories: {@link io.vaultik.store.Store} for
 * applications, {@link io.vaultik.store.StreamStore} for who moves objects between stores or implements a store.
 *
 * <p>A store holds two kinds of things, both immutable: <em>objects</em>, the bytes of a file under their {@link
 * io.vaultik.store.Digest}, and <em>manifests</em>, one {@link io.vaultik.store.DirectoryManifest} under its {@link
 * io.vaultik.store.ManifestId}. There is no index and no lock. Since a name is the digest of what it names, writing the same
 * thing twice is harmless, and everything that is read can be checked against the name it was asked for.
 *
 * <p><b>Writing an implementation.</b> Implement the methods of {@link io.vaultik.store.StreamStore} that have no body. The
 * three methods of {@link io.vaultik.store.Store} that remain are one line each: {@code io.vaultik.core.Stores} has a push
 * and a fetch that work on any {@code StreamStore}, with every rule about paths, order and failures in them; {@code
 * io.vaultik.core.Manifests} reads and writes the text of manifests; {@code io.vaultik.core.Hashing} verifies streams. An
 * application that has an {@link io.vaultik.storage.ObjectStorage} needs none of this: {@code Vaultik.store(storage)} makes a
 * store of it.
 *
 * <p>Names of files are text here, in UTF-8, and kept as they are: nothing is normalised or escaped.
 */
@NullMarked
package io.vaultik.store;

import org.jspecify.annotations.NullMarked;
