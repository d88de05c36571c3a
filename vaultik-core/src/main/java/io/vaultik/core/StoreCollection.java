package io.vaultik.core;

import io.vaultik.core.internal.content.CollectRun;
import io.vaultik.core.internal.content.CollectSpec;
import io.vaultik.core.internal.content.StoreClient;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.CollectionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Removes the objects of a content store that no manifest names, while others push to it, fetch from it and delete manifests.
 *
 * <pre>{@code
 * CollectionResult result = StoreCollection.in(storage).exclusive(true).run();
 * }</pre>
 *
 * <p>Nothing that a stored manifest names is removed, nor what a push that is under way has found or put, whatever stops or dies
 * in between; a collection that is stopped is continued by the next one. A push that began long ago blocks; so does one whose
 * process died, until somebody says so: {@link #dead}.
 *
 * <p>Programs of another make have no sessions: what they push while a collection runs may be lost. So a collection is refused unless
 * the caller says that none of them pushes meanwhile: {@link #exclusive}. Pushes and synchronisations of this library may go on.
 *
 * <p>Configure, {@link #run} once; not thread-safe.
 *
 * @since 0.1
 */
public final class StoreCollection {
    private final ObjectStorage objects;
    private final List<ObjectStorage> manifests = new ArrayList<>();
    private final List<String> dead = new ArrayList<>();
    private boolean exclusive;
    private boolean dryRun;
    private boolean begun;
    private @Nullable String client;
    private @Nullable ProgressListener listener;
    private @Nullable Executor executor;

    private StoreCollection(ObjectStorage objects) {
        this.objects = objects;
    }

    /**
     * Begins with the storage of the objects.
     *
     * @param storage where the objects are, and the manifests of a store that is not split; used with retries, never closed here
     * @return an operation to configure
     */
    public static StoreCollection in(ObjectStorage storage) {
        return new StoreCollection(storage);
    }

    /**
     * Names a storage whose manifests name objects of this one, too; may be repeated. <b>Of a pool of objects that several split stores
     * share, every one must be named</b>: what only a store that is left out needs is removed.
     *
     * @param storage where manifests are; used with retries, never closed here
     * @return this
     */
    public StoreCollection manifests(ObjectStorage storage) {
        manifests.add(storage);
        return this;
    }

    /**
     * Says that no program of another make pushes to this store until {@link #run} returns.
     *
     * @param alone default false
     * @return this
     */
    public StoreCollection exclusive(boolean alone) {
        this.exclusive = alone;
        return this;
    }

    /**
     * Sets whether nothing is changed, and the result says what there is to remove, and what blocks it.
     *
     * @param only default false
     * @return this
     */
    public StoreCollection dryRun(boolean only) {
        this.dryRun = only;
        return this;
    }

    /**
     * Says that the process of a session is dead, all its requests included; may be repeated. If it is not, what it pushes may be lost.
     *
     * @param session its {@link io.vaultik.store.StoreSession#id}
     * @return this
     * @throws IllegalArgumentException if it cannot be one
     */
    public StoreCollection dead(String session) {
        if (!ObjectKey.isValid(session)) {
            throw new IllegalArgumentException("no session is called \"" + session + "\"");
        }
        dead.add(session);
        return this;
    }

    /**
     * Sets who collects, as others see it in its session.
     *
     * @param name default {@code user@host} of the system
     * @return this
     */
    public StoreCollection client(String name) {
        this.client = name;
        return this;
    }

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    public StoreCollection listener(ProgressListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Sets where threads come from. The calling thread works too.
     *
     * @param executor the executor; never shut down here
     * @return this
     */
    public StoreCollection executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * Collects.
     *
     * @return what was found and done; that a push blocks is a result
     * @throws io.vaultik.fault.NotPermittedException if others may push and nobody said that they do not
     * @throws io.vaultik.fault.NotFoundException if a session that is said to be dead is not there; nothing was changed
     * @throws io.vaultik.fault.IntegrityException if a manifest is damaged: what it names cannot be said, and nothing is removed
     * @throws io.vaultik.fault.MalformedException if a session or a state is damaged; nothing is removed
     * @throws io.vaultik.fault.CancelledException if the thread is interrupted
     * @throws io.vaultik.storage.StorageException if a storage fails, or cannot list, delete and create
     * @throws VaultikException if it fails otherwise
     * @throws IllegalStateException if this was run before
     */
    public CollectionResult run() throws VaultikException {
        if (begun) {
            throw new IllegalStateException("a collection runs once");
        }
        begun = true;
        if (!exclusive && !dryRun) {
            throw new io.vaultik.fault.NotPermittedException(
                    "other programs may push to {} meanwhile: collect only when none does, and say so",
                    null,
                    objects.location());
        }
        return CollectRun.run(new CollectSpec(
                Vaultik.retrying(objects),
                manifests.stream().map(Vaultik::retrying).toList(),
                dead,
                dryRun,
                client == null ? StoreClient.system() : StoreClient.named(client),
                Optional.ofNullable(listener),
                Optional.ofNullable(executor)));
    }
}
