package io.vaultik.core;

import io.vaultik.core.internal.content.Fetch;
import io.vaultik.core.internal.content.Push;
import io.vaultik.core.internal.content.StoreCheck;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.FetchResult;
import io.vaultik.store.ManifestId;
import io.vaultik.store.PushOptions;
import io.vaultik.store.PushResult;
import io.vaultik.store.StoreVerdict;
import io.vaultik.store.StreamStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What can be done with any {@link StreamStore}, also with one that an application implements: it writes the object primitives, and
 * its {@link StreamStore#push} and {@link StreamStore#fetchFiles} call here. All methods are as thread-safe as the store.
 *
 * @since 0.1
 */
public final class Stores {
    private Stores() {}

    /**
     * Pushes a directory, with everything that {@link io.vaultik.store.Store#push} promises.
     *
     * @param store where to
     * @param manifest what the directory holds
     * @param source the directory
     * @param options how
     * @return what was done
     * @throws VaultikException as there
     */
    public static PushResult push(StreamStore store, DirectoryManifest manifest, Path source, PushOptions options)
            throws VaultikException {
        return Push.run(store, manifest, source, options);
    }

    /**
     * Fetches files, with everything that {@link io.vaultik.store.Store#fetchFiles} promises.
     *
     * @param store where from
     * @param manifest what to fetch
     * @param target the directory
     * @param options how
     * @return what was done
     * @throws VaultikException as there
     */
    public static FetchResult fetch(StreamStore store, DirectoryManifest manifest, Path target, FetchOptions options)
            throws VaultikException {
        return Fetch.run(store, manifest, target, options);
    }

    /**
     * Verifies one manifest and every object that it names, by reading them. What looks wrong is read again before it is called so.
     *
     * @param store the store
     * @param id the manifest
     * @return what was found; damage is a result, never an exception
     * @throws io.vaultik.fault.NotFoundException if there is no such manifest
     * @throws VaultikException if nothing can be said, or the thread is interrupted
     */
    public static StoreVerdict verify(StreamStore store, ManifestId id) throws VaultikException {
        return StoreCheck.run(store, List.of(id), OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Verifies all manifests of a store and every object that they name, each object once.
     *
     * @param store the store
     * @param parallelism how many objects are read at once; empty for the number of processors, at most 16
     * @param listener who is told of the progress
     * @return what was found; damage is a result, never an exception
     * @throws io.vaultik.storage.StorageException if the store cannot list
     * @throws VaultikException if nothing can be said, or the thread is interrupted
     */
    public static StoreVerdict verify(StreamStore store, OptionalInt parallelism, Optional<ProgressListener> listener)
            throws VaultikException {
        return StoreCheck.run(store, List.of(), parallelism, listener, Optional.empty());
    }
}
