/**
 * The storages that come with Vaultik: {@link io.vaultik.core.storage.FileStorage a folder} and {@link
 * io.vaultik.core.storage.MemoryStorage memory}, and the decorators that add one thing to any storage.
 *
 * <p>A decorator is a {@link io.vaultik.core.storage.ForwardingStorage}: it asks the storage that it wraps for whatever it
 * does not change, its capabilities above all. Decorators stack in any order.
 *
 * <p>This package knows keys and bytes only: nothing of digests, encryption or repositories.
 */
@NullMarked
package io.vaultik.core.storage;

import org.jspecify.annotations.NullMarked;
