package io.vaultik.core.internal.context;

import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.Configuration;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.state.HostState;
import io.vaultik.core.internal.work.EncryptedSpool;
import io.vaultik.core.internal.work.MemoryLimit;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotPermittedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.RepositoryListener;
import io.vaultik.repository.Recipient;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.storage.ObjectStorage;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What all operations on one open repository share. Thread-safe. The state folder and the catalog are opened at first use, so that
 * a host which only restores makes neither; who lists snapshots makes a catalog.
 */
public final class RepositoryContext implements AutoCloseable {
    private final ObjectStorage storage;
    private final Configuration configuration;
    private final RepositoryOptions options;
    private final HostEnvironment host;
    private final Executor executor;
    private final Tuning tuning;
    private final SecureRandom random;
    private final MemoryLimit memory;
    private final Spool spool;
    private final @Nullable FileKeyUnwrapper unwrapper;
    private final ReentrantLock opening = new ReentrantLock();
    private @Nullable HostState state;
    private @Nullable Catalog catalog;
    private boolean closed;

    /**
     * Makes a context.
     *
     * @param storage the storage as it was given: neither counted nor retried
     * @param configuration what {@code vaultik.json} says
     * @param options how the repository was opened
     * @param executor whose threads may help
     * @param tuning what no option says
     */
    public RepositoryContext(
            ObjectStorage storage,
            Configuration configuration,
            RepositoryOptions options,
            Executor executor,
            Tuning tuning) {
        this.storage = storage;
        this.configuration = configuration;
        this.options = options;
        this.executor = executor;
        this.tuning = tuning;
        this.host = HostEnvironment.of(options);
        this.random = options.random().orElseGet(SecureRandom::new);
        this.memory = new MemoryLimit(options.memoryLimitBytes());
        this.spool = new EncryptedSpool(host.spoolFolder(configuration.repository()), random);
        this.unwrapper = options.identities().isEmpty() ? null : new IdentityUnwrapper(options.identities());
    }

    /** Returns the storage as it was given. */
    ObjectStorage storage() {
        return storage;
    }

    /** {@return what {@code vaultik.json} says} */
    public Configuration configuration() {
        return configuration;
    }

    /** {@return the id of the repository} */
    public UUID id() {
        return configuration.repository();
    }

    /**
     * {@return what names content in this repository}
     *
     * @throws VaultikException if this version does not know the algorithm
     */
    public DigestAlgorithm algorithm() throws VaultikException {
        return DigestAlgorithm.of(configuration.digest());
    }

    /** {@return the clock that times in snapshots and reports come from} */
    public Clock clock() {
        return options.clock();
    }

    /** {@return the source of keys, ids and nonces} */
    public SecureRandom random() {
        return random;
    }

    /** {@return 16 random bytes in hexadecimal digits, for a name that nobody else takes} */
    public String randomName() {
        return Hex.random(random, 16);
    }

    /** {@return 8 random bytes in hexadecimal digits, for a name that differs from a few others} */
    public String shortRandomName() {
        return Hex.random(random, 8);
    }

    /** {@return the executor whose threads may help} */
    public Executor executor() {
        return executor;
    }

    /** {@return what the engine decides where no option says it} */
    public Tuning tuning() {
        return tuning;
    }

    /** {@return the limit of memory for buffers and blobs, shared by all operations} */
    public MemoryLimit memory() {
        return memory;
    }

    /** {@return where data goes that does not fit in memory, encrypted} */
    public Spool spool() {
        return spool;
    }

    /** {@return names of host and user, and the folders on this host} */
    public HostEnvironment host() {
        return host;
    }

    /** {@return who is told of operations, if anybody} */
    public Optional<RepositoryListener> listener() {
        return options.listener();
    }

    /** {@return whether an identity was given, whether it fits or not} */
    public boolean hasIdentity() {
        return unwrapper != null;
    }

    /**
     * Returns what opens encrypted content.
     *
     * @return what tries the identities given, in turn
     * @throws KeyRequiredException if no identity was given
     */
    public FileKeyUnwrapper unwrapper() throws KeyRequiredException {
        if (unwrapper == null) {
            throw new KeyRequiredException("an identity is needed to read from {}", null, storage.location());
        }
        return unwrapper;
    }

    /**
     * Returns whom content is encrypted to, pinning them at first use.
     *
     * @return one recipient or more
     * @throws KeyRequiredException if none were given and none are pinned
     * @throws NotPermittedException if those given are not those pinned, and may not replace them
     */
    public List<X25519Recipient> recipients() throws VaultikException {
        List<String> given = options.recipients().stream()
                .map(Recipient::text)
                .distinct()
                .sorted()
                .toList();
        List<String> pinned = state().pinnedRecipients();
        if (given.isEmpty() && pinned.isEmpty()) {
            throw new KeyRequiredException(
                    "a recipient is needed to write to {}, and none is pinned", null, storage.location());
        }
        if (given.isEmpty()) {
            return parse(pinned);
        }
        if (!pinned.isEmpty() && !pinned.equals(given) && !options.isRepin()) {
            throw new NotPermittedException(
                    "the recipients are not those that this host has pinned; replacing them must be asked for", null);
        }
        List<X25519Recipient> parsed = parse(given);
        if (!pinned.equals(given)) {
            state().pinRecipients(given);
        }
        return parsed;
    }

    /**
     * Returns whom content is encrypted to, as text.
     *
     * @return those of {@link #recipients}, in ascending order
     * @throws VaultikException as {@link #recipients}
     */
    public List<String> recipientTexts() throws VaultikException {
        return X25519Recipient.texts(recipients());
    }

    /**
     * Returns whom content would be encrypted to, without pinning anybody.
     *
     * @return the recipients given, else those pinned, as text; empty if there are none
     * @throws VaultikException if those pinned cannot be read
     */
    public List<String> knownRecipientTexts() throws VaultikException {
        List<String> given =
                options.recipients().stream().map(Recipient::text).distinct().toList();
        return given.isEmpty() ? state().pinnedRecipients() : given;
    }

    /**
     * {@return the state folder of the repository, made at first use}
     *
     * @throws VaultikException if it can be neither opened nor made
     */
    public HostState state() throws VaultikException {
        opening.lock();
        try {
            HostState opened = state;
            if (opened == null) {
                opened = HostState.open(host.stateFolder(id()), random);
                state = opened;
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    /**
     * {@return the catalog of the repository, opened or made at first use; this context closes it}
     *
     * @throws VaultikException if it can be neither opened nor made
     */
    public Catalog catalog() throws VaultikException {
        opening.lock();
        try {
            Catalog opened = catalog;
            if (opened == null) {
                Path folder = host.catalogFolder(id());
                opened = options.isCatalogInMemory() ? Catalog.inMemory(id()) : Catalog.open(folder, id());
                catalog = opened;
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    /**
     * Lets a thread of the executor open the catalog, if this host has one, so that it is open when it is asked for. Nothing depends on
     * it: what the executor does not do is done by who needs the catalog, and so is what fails.
     */
    public void openCatalogAhead() {
        if (options.isCatalogInMemory() || !Catalog.exists(host.catalogFolder(id()))) {
            return;
        }
        try {
            executor.execute(this::openUnlessClosed);
        } catch (RejectedExecutionException e) {
            // Who needs the catalog opens it.
        }
    }

    private void openUnlessClosed() {
        opening.lock();
        try {
            if (!closed) {
                catalog();
            }
        } catch (VaultikException e) {
            // Who needs the catalog tries again and is told.
        } finally {
            opening.unlock();
        }
    }

    /**
     * {@return the catalog of the repository if this host has one, closed by this context; none is made}
     *
     * @throws VaultikException if it is there and cannot be opened
     */
    public Optional<Catalog> knownCatalog() throws VaultikException {
        opening.lock();
        try {
            boolean known = catalog != null || !options.isCatalogInMemory() && Catalog.exists(host.catalogFolder(id()));
            return known ? Optional.of(catalog()) : Optional.empty();
        } finally {
            opening.unlock();
        }
    }

    /**
     * Deletes the catalog of this host. Nobody may be using it through this context; it is made again at the next use.
     *
     * @return whether there was one
     * @throws io.vaultik.fault.BusyException if another process, or another context, has it open
     * @throws VaultikException if it cannot be deleted
     */
    public boolean dropCatalog() throws VaultikException {
        opening.lock();
        try {
            boolean known = catalog != null || Catalog.exists(host.catalogFolder(id()));
            if (catalog != null) {
                catalog.close();
                catalog = null;
            }
            if (!options.isCatalogInMemory()) {
                Catalog.drop(host.catalogFolder(id()));
            }
            return known;
        } finally {
            opening.unlock();
        }
    }

    /** Closes the catalog. The storage stays open: it belongs to who gave it. */
    @Override
    public void close() throws VaultikException {
        opening.lock();
        try {
            closed = true;
            if (catalog != null) {
                catalog.close();
            }
        } finally {
            opening.unlock();
        }
    }

    private static List<X25519Recipient> parse(List<String> texts) throws MalformedException {
        List<X25519Recipient> recipients = new ArrayList<>();
        for (String text : texts) {
            recipients.add(X25519Recipient.parse(text));
        }
        return recipients;
    }
}
