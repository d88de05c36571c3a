package io.vaultik.core.internal.content;

import io.vaultik.core.internal.context.ErrorLog;
import io.vaultik.core.internal.work.OwnPool;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.Errors;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.StorageException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.WalkOptions;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One making of a manifest: threads, errors, and the cache of digests around a {@link ManifestWalk}. */
public final class ManifestOfDirectory {
    private static final Logger LOGGER = LoggerFactory.getLogger(ManifestOfDirectory.class);
    private static final int MAX_PARALLELISM = 16;

    private ManifestOfDirectory() {}

    /**
     * Makes the manifest of a directory.
     *
     * @param directory the directory
     * @param options how
     * @return the manifest
     * @throws VaultikException as {@code Manifests.of} says
     */
    public static DirectoryManifest make(Path directory, WalkOptions options) throws VaultikException {
        Path root = directory.toAbsolutePath().normalize();
        OwnPool pool = options.executor().isPresent() ? null : new OwnPool();
        ErrorLog errors = ErrorLog.inMemory(options.policy(), LOGGER);
        try (pool;
                errors) {
            Executor executor = options.executor().orElse(pool);
            DirectoryManifest manifest = walk(root, options, errors, Objects.requireNonNull(executor));
            Errors collected = errors.errors(null);
            if (options.policy() != FailurePolicy.BEST_EFFORT && collected.failedCount() > 0) {
                throw new IncompleteException(collected, manifest);
            }
            return manifest;
        }
    }

    private static DirectoryManifest walk(Path root, WalkOptions options, ErrorLog errors, Executor executor)
            throws VaultikException {
        DigestCache cache = cache(options);
        int lanes = options.parallelism()
                .orElse(Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors()));
        Excludes excludes = Excludes.of(options.excludes(), home(), caches());
        try {
            DirectoryManifest manifest = new ManifestWalk(options, excludes, errors, lanes, cache).run(root, executor);
            save(cache, errors);
            return manifest;
        } catch (IOException e) {
            VaultikException failure = failure(e);
            failure.attach(errors.errors(failure));
            throw failure;
        }
    }

    private static @Nullable DigestCache cache(WalkOptions options) {
        String function =
                options.checksum().id() + options.context().map(c -> " " + c).orElse("");
        return options.digestCache()
                .map(file -> DigestCache.open(
                        file,
                        function,
                        options.checksum().digestBytes(),
                        Clock.systemUTC().instant()))
                .orElse(null);
    }

    private static void save(@Nullable DigestCache cache, ErrorLog errors) {
        if (cache != null) {
            try {
                cache.save();
            } catch (IOException e) {
                errors.alert(
                        "the digests could not be remembered: " + e.getClass().getSimpleName());
            }
        }
    }

    private static Path home() {
        return Path.of(Objects.requireNonNullElse(System.getenv("HOME"), System.getProperty("user.home", "/")));
    }

    private static Path caches() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        return (xdg != null && xdg.startsWith("/") ? Path.of(xdg) : home().resolve(".cache")).resolve("vaultik");
    }

    /** Says what it means that the directory itself cannot be read. */
    static VaultikException failure(IOException e) {
        if (e instanceof VaultikException failure) {
            return failure;
        }
        if (Thread.currentThread().isInterrupted()) {
            return new CancelledException("the walk was interrupted", e);
        }
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return new NotFoundException("there is no such directory", e);
        }
        if (e instanceof AccessDeniedException) {
            return new NotPermittedException("the directory may not be read", e);
        }
        return new StorageException(
                false, "the directory cannot be read: {}", e, e.getClass().getSimpleName());
    }
}
