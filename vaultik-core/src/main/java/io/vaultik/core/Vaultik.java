package io.vaultik.core;

import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.content.StorageStore;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Configuration;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.op.CreateProbe;
import io.vaultik.core.internal.op.OpenRepository;
import io.vaultik.core.internal.work.OwnPool;
import io.vaultik.core.storage.RetryingStorage;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Recipient;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.store.StreamStore;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;

/**
 * The entry point: makes and opens repositories and content stores in a storage.
 *
 * <p>The storage is used with retries around it and is never closed here. The repository is closed by who opened it.
 *
 * @since 0.1
 */
public final class Vaultik {
    private static final int MIN_CHUNK_BYTES = 128 << 10;
    private static final int AVERAGE_CHUNK_BYTES = 512 << 10;
    private static final int MAX_CHUNK_BYTES = 2 << 20;

    private Vaultik() {}

    /**
     * Makes a repository and opens it. Recipients in the options are pinned on this host.
     *
     * @param storage where to make it
     * @param options keys, folders, limits
     * @return the open repository
     * @throws AlreadyExistsException if there is one in this storage
     * @throws IllegalArgumentException if a recipient is no key
     * @throws VaultikException if the storage fails
     */
    public static Repository create(ObjectStorage storage, RepositoryOptions options) throws VaultikException {
        return create(storage, options, Tuning.STANDARD);
    }

    static Repository create(ObjectStorage storage, RepositoryOptions options, Tuning tuning) throws VaultikException {
        check(options);
        ObjectStorage retrying = new RetryingStorage(storage, tuning.retries());
        if (retrying.stat(Keys.CONFIGURATION).isPresent()) {
            throw exists(storage);
        }
        SecureRandom random = options.random().orElseGet(SecureRandom::new);
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        Configuration configuration = new Configuration(
                uuid(bytes),
                options.clock().instant(),
                options.digest(),
                MIN_CHUNK_BYTES,
                AVERAGE_CHUNK_BYTES,
                MAX_CHUNK_BYTES,
                CreateProbe.isTrusted(retrying, random));
        try {
            retrying.put(Keys.CONFIGURATION, ObjectBody.of(configuration.encode()), PutMode.CREATE);
        } catch (ObjectExistsException e) {
            throw exists(storage);
        }
        return open(storage, options, configuration, tuning);
    }

    /**
     * Opens a repository.
     *
     * @param storage where it is
     * @param options keys, folders, limits
     * @return the open repository
     * @throws NotFoundException if there is none in this storage
     * @throws io.vaultik.fault.UnsupportedFormatException if it was made by a newer version
     * @throws MalformedException if its configuration is damaged
     * @throws IllegalArgumentException if a recipient is no key
     * @throws VaultikException if the storage fails
     */
    public static Repository open(ObjectStorage storage, RepositoryOptions options) throws VaultikException {
        return open(storage, options, Tuning.STANDARD);
    }

    static Repository open(ObjectStorage storage, RepositoryOptions options, Tuning tuning) throws VaultikException {
        check(options);
        ObjectStorage retrying = new RetryingStorage(storage, tuning.retries());
        Optional<byte[]> object = SmallObjects.read(retrying, Keys.CONFIGURATION, Limits.MAX_SMALL_JSON_BYTES);
        byte[] bytes = object.orElseThrow(
                () -> new NotFoundException("there is no repository in {}", null, storage.location()));
        return open(storage, options, Configuration.decode(bytes), tuning);
    }

    /**
     * Opens a repository, making it if there is none.
     *
     * @param storage where it is
     * @param options keys, folders, limits
     * @return the open repository
     * @throws VaultikException as {@link #open} and {@link #create}
     */
    public static Repository openOrCreate(ObjectStorage storage, RepositoryOptions options) throws VaultikException {
        try {
            return open(storage, options);
        } catch (NotFoundException e) {
            try {
                return create(storage, options);
            } catch (AlreadyExistsException race) {
                return open(storage, options);
            }
        }
    }

    private static Repository open(
            ObjectStorage storage, RepositoryOptions options, Configuration configuration, Tuning tuning)
            throws VaultikException {
        Optional<Executor> given = options.executor();
        OwnPool pool = given.isPresent() ? null : new OwnPool();
        Executor executor = given.isPresent() ? given.get() : pool;
        RepositoryContext context = new RepositoryContext(
                storage, configuration, options, java.util.Objects.requireNonNull(executor), tuning);
        boolean done = false;
        try {
            if (!options.recipients().isEmpty()) {
                context.recipients();
            }
            done = true;
            return new OpenRepository(context, storage, pool == null ? () -> {} : pool::close);
        } finally {
            if (!done && pool != null) {
                pool.close();
            }
        }
    }

    /**
     * Makes a content store of a storage. There is nothing to create: an empty storage is an empty store.
     *
     * @param storage where objects and manifests are, or will be; used with retries around it, never closed here
     * @return the store; thread-safe, nothing to close
     */
    public static StreamStore store(ObjectStorage storage) {
        ObjectStorage retrying = retrying(storage);
        return new StorageStore(retrying, retrying);
    }

    /**
     * Makes a content store whose objects and manifests are in different storages: several stores can share one pool of objects, and a
     * second push of the same content to the pool sends nothing.
     *
     * @param objects where objects are; used with retries around it, never closed here
     * @param manifests where manifests are; likewise
     * @return the store; thread-safe, nothing to close
     */
    public static StreamStore splitStore(ObjectStorage objects, ObjectStorage manifests) {
        return new StorageStore(retrying(objects), retrying(manifests));
    }

    static ObjectStorage retrying(ObjectStorage storage) {
        return storage instanceof RetryingStorage ? storage : new RetryingStorage(storage, Tuning.STANDARD.retries());
    }

    /** Checks recipients before the first call to the storage. */
    private static void check(RepositoryOptions options) {
        for (Recipient recipient : options.recipients()) {
            try {
                X25519Recipient.parse(recipient.text());
            } catch (MalformedException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    private static UUID uuid(byte[] random) {
        random[6] = (byte) ((random[6] & 0x0f) | 0x40);
        random[8] = (byte) ((random[8] & 0x3f) | 0x80);
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(random);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static AlreadyExistsException exists(ObjectStorage storage) {
        return new AlreadyExistsException("a repository already exists in {}", null, storage.location());
    }
}
