package io.vaultik.repository;

import io.vaultik.progress.RepositoryListener;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a repository is created and opened: keys, folders on this host, limits, and what the application injects. Immutable;
 * each setting returns a changed copy.
 *
 * @since 0.1
 */
public final class RepositoryOptions {
    /** The default of {@link #memoryLimitBytes}: 96 MiB. */
    public static final long DEFAULT_MEMORY_LIMIT_BYTES = 96L << 20;

    /** The least {@link #memoryLimitBytes}: 16 MiB. */
    public static final long MIN_MEMORY_LIMIT_BYTES = 16L << 20;

    private final Settings settings;

    private RepositoryOptions(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns options with all defaults: no keys given, recipients as pinned on this host.
     *
     * @return the options
     */
    public static RepositoryOptions defaults() {
        return new RepositoryOptions(new Settings());
    }

    /**
     * Returns options for writing to these public keys.
     *
     * @param recipients keys as text, {@code age1...}
     * @return the options
     * @throws IllegalArgumentException if a text does not have the shape of a key
     */
    public static RepositoryOptions to(String... recipients) {
        return defaults()
                .recipients(List.of(recipients).stream().map(Recipient::parse).toList());
    }

    /**
     * Returns options for reading with these identities.
     *
     * @param identities what opens the repository
     * @return the options
     */
    public static RepositoryOptions with(Identity... identities) {
        return defaults().identities(List.of(identities));
    }

    /**
     * Sets whom snapshots are encrypted to. Without any, those that this host has pinned.
     *
     * @param recipients public keys
     * @return changed options
     */
    public RepositoryOptions recipients(List<Recipient> recipients) {
        return change(s -> s.recipients = List.copyOf(recipients));
    }

    /**
     * Allows the given recipients to replace other ones that this host has pinned.
     *
     * @return changed options
     */
    public RepositoryOptions repin() {
        return change(s -> s.repin = true);
    }

    /**
     * Sets what opens encrypted content.
     *
     * @param identities tried in this order
     * @return changed options
     */
    public RepositoryOptions identities(List<Identity> identities) {
        return change(s -> s.identities = List.copyOf(identities));
    }

    /**
     * Sets the folder that holds this host's state of all repositories (keys, pins, last ids); it is no cache.
     *
     * @param folder default {@code vaultik} in the state folder of the user (XDG)
     * @return changed options
     */
    public RepositoryOptions stateFolder(Path folder) {
        return change(s -> s.stateFolder = folder);
    }

    /**
     * Sets the folder that holds the catalogs of all repositories; they are caches and may be lost.
     *
     * @param folder default {@code vaultik} in the cache folder of the user (XDG)
     * @return changed options
     */
    public RepositoryOptions catalogFolder(Path folder) {
        return change(s -> {
            s.catalogFolder = folder;
            s.catalogInMemory = false;
        });
    }

    /**
     * Keeps the catalog in memory: nothing is remembered after the repository is closed.
     *
     * @return changed options
     */
    public RepositoryOptions catalogInMemory() {
        return change(s -> s.catalogInMemory = true);
    }

    /**
     * Sets the name of this host, as it appears in ids, manifests and the default ids of sources.
     *
     * @param host default: the name that the system gives
     * @return changed options
     */
    public RepositoryOptions host(String host) {
        return change(s -> s.host = host);
    }

    /**
     * Sets the name of the user who runs operations.
     *
     * @param user default: the name that the system gives
     * @return changed options
     */
    public RepositoryOptions user(String user) {
        return change(s -> s.user = user);
    }

    /**
     * Sets the clock. No decision about deletion rests on it.
     *
     * @param clock default: the system's, in UTC
     * @return changed options
     */
    public RepositoryOptions clock(Clock clock) {
        return change(s -> s.clock = clock);
    }

    /**
     * Sets the source of randomness.
     *
     * @param random default: a new {@link SecureRandom}
     * @return changed options
     */
    public RepositoryOptions random(SecureRandom random) {
        return change(s -> s.random = random);
    }

    /**
     * Sets the executor whose threads may help. Every operation completes on any executor, even one that never runs a task.
     *
     * @param executor default: a pool of daemon threads of the repository's own, closed with it
     * @return changed options
     */
    public RepositoryOptions executor(Executor executor) {
        return change(s -> s.executor = executor);
    }

    /**
     * Sets how much memory buffers, open blobs and blobs in flight take together; more goes to encrypted files.
     *
     * @param bytes at least {@link #MIN_MEMORY_LIMIT_BYTES}
     * @return changed options
     * @throws IllegalArgumentException if it is less
     */
    public RepositoryOptions memoryLimitBytes(long bytes) {
        if (bytes < MIN_MEMORY_LIMIT_BYTES) {
            throw new IllegalArgumentException("the memory limit is at least " + MIN_MEMORY_LIMIT_BYTES + " bytes");
        }
        return change(s -> s.memoryLimitBytes = bytes);
    }

    /**
     * Sets the digest algorithm of a repository that is created.
     *
     * @param name {@code sha-256} (default) or {@code blake3}
     * @return changed options
     * @throws IllegalArgumentException if it is another
     */
    public RepositoryOptions digest(String name) {
        if (!name.equals("sha-256") && !name.equals("blake3")) {
            throw new IllegalArgumentException("a digest is sha-256 or blake3, not \"" + name + "\"");
        }
        return change(s -> s.digest = name);
    }

    /**
     * Sets who is told of every operation.
     *
     * @param listener the listener
     * @return changed options
     */
    public RepositoryOptions listener(RepositoryListener listener) {
        return change(s -> s.listener = listener);
    }

    /**
     * Returns whom snapshots are encrypted to.
     *
     * @return the keys; empty for those that this host has pinned
     */
    public List<Recipient> recipients() {
        return settings.recipients;
    }

    /**
     * Tells whether the given recipients may replace pinned ones.
     *
     * @return true if they may
     */
    public boolean isRepin() {
        return settings.repin;
    }

    /**
     * Returns what opens encrypted content.
     *
     * @return the identities, possibly none
     */
    public List<Identity> identities() {
        return settings.identities;
    }

    /**
     * Returns the state folder.
     *
     * @return the folder, or empty for the default
     */
    public Optional<Path> stateFolder() {
        return Optional.ofNullable(settings.stateFolder);
    }

    /**
     * Returns the catalog folder.
     *
     * @return the folder, or empty for the default
     */
    public Optional<Path> catalogFolder() {
        return Optional.ofNullable(settings.catalogFolder);
    }

    /**
     * Tells whether the catalog is kept in memory.
     *
     * @return true if it is
     */
    public boolean isCatalogInMemory() {
        return settings.catalogInMemory;
    }

    /**
     * Returns the name of this host.
     *
     * @return the name, or empty for the system's
     */
    public Optional<String> host() {
        return Optional.ofNullable(settings.host);
    }

    /**
     * Returns the name of the user.
     *
     * @return the name, or empty for the system's
     */
    public Optional<String> user() {
        return Optional.ofNullable(settings.user);
    }

    /**
     * Returns the clock.
     *
     * @return the clock
     */
    public Clock clock() {
        return settings.clock;
    }

    /**
     * Returns the source of randomness.
     *
     * @return the source, or empty for a new one
     */
    public Optional<SecureRandom> random() {
        return Optional.ofNullable(settings.random);
    }

    /**
     * Returns the executor.
     *
     * @return the executor, or empty for a pool of the repository's own
     */
    public Optional<Executor> executor() {
        return Optional.ofNullable(settings.executor);
    }

    /**
     * Returns the memory limit.
     *
     * @return bytes
     */
    public long memoryLimitBytes() {
        return settings.memoryLimitBytes;
    }

    /**
     * Returns the digest algorithm of a repository that is created.
     *
     * @return its name
     */
    public String digest() {
        return settings.digest;
    }

    /**
     * Returns who is told of every operation.
     *
     * @return the listener, or empty
     */
    public Optional<RepositoryListener> listener() {
        return Optional.ofNullable(settings.listener);
    }

    /** Shows no keys. */
    @Override
    public String toString() {
        return "RepositoryOptions[recipients=" + settings.recipients.size() + ", identities="
                + settings.identities.size() + "]";
    }

    private RepositoryOptions change(java.util.function.Consumer<Settings> change) {
        Settings copy = new Settings(settings);
        change.accept(copy);
        return new RepositoryOptions(copy);
    }

    /** Never changed once an instance of the options holds it. */
    private static final class Settings {
        private List<Recipient> recipients = List.of();
        private boolean repin;
        private List<Identity> identities = List.of();
        private @Nullable Path stateFolder;
        private @Nullable Path catalogFolder;
        private boolean catalogInMemory;
        private @Nullable String host;
        private @Nullable String user;
        private Clock clock = Clock.systemUTC();
        private @Nullable SecureRandom random;
        private @Nullable Executor executor;
        private long memoryLimitBytes = DEFAULT_MEMORY_LIMIT_BYTES;
        private String digest = "sha-256";
        private @Nullable RepositoryListener listener;

        private Settings() {}

        private Settings(Settings other) {
            this.recipients = other.recipients;
            this.repin = other.repin;
            this.identities = other.identities;
            this.stateFolder = other.stateFolder;
            this.catalogFolder = other.catalogFolder;
            this.catalogInMemory = other.catalogInMemory;
            this.host = other.host;
            this.user = other.user;
            this.clock = other.clock;
            this.random = other.random;
            this.executor = other.executor;
            this.memoryLimitBytes = other.memoryLimitBytes;
            this.digest = other.digest;
            this.listener = other.listener;
        }
    }
}
