package io.vaultik.core;

import io.vaultik.core.internal.content.SyncRun;
import io.vaultik.core.internal.content.SyncSpec;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import io.vaultik.store.SyncResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Copies manifests and the objects that they name from one store to another, through memory, without local files, in memory that does
 * not grow with the length of an object.
 *
 * <pre>{@code
 * SyncResult result = StoreSync.from(a).to(b).id(id).run();
 * }</pre>
 *
 * <p>A manifest that the destination has is done. Of another one, the objects that the destination lacks are copied, several at once,
 * verified while they are read and while they are written, and the manifest last, only if all of them are there. So a run that ends
 * in the middle leaves no manifest without its objects, and the next one copies what is missing.
 *
 * <p>Configure, {@link #run} once; not thread-safe.
 *
 * @since 0.1
 */
public final class StoreSync {
    private final StreamStore from;
    private final List<ManifestId> ids = new ArrayList<>();
    private @Nullable StreamStore to;
    private boolean all;
    private boolean mirror;
    private boolean dryRun;
    private boolean begun;
    private OptionalInt parallelism = OptionalInt.empty();
    private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
    private @Nullable ProgressListener listener;
    private @Nullable Executor executor;

    private StoreSync(StreamStore from) {
        this.from = from;
    }

    /**
     * Begins with the store that is read.
     *
     * @param store the store; nothing is changed in it
     * @return an operation to configure
     */
    public static StoreSync from(StreamStore store) {
        return new StoreSync(store);
    }

    /**
     * Sets the store that is written.
     *
     * @param store the store
     * @return this
     */
    public StoreSync to(StreamStore store) {
        this.to = store;
        return this;
    }

    /**
     * Copies this manifest; may be repeated.
     *
     * @param id its id
     * @return this
     */
    public StoreSync id(ManifestId id) {
        ids.add(id);
        return this;
    }

    /**
     * Copies every manifest that the first store has when the run begins.
     *
     * @return this
     */
    public StoreSync all() {
        this.all = true;
        return this;
    }

    /**
     * Sets whether manifests that the first store does not have are removed from the second one, after everything was copied and
     * nothing failed. Objects are never removed. A destination that cannot list and delete is refused before anything is done.
     *
     * @param remove default false
     * @return this
     */
    public StoreSync mirror(boolean remove) {
        this.mirror = remove;
        return this;
    }

    /**
     * Sets whether nothing is written, and the result says what would be.
     *
     * @param only default false
     * @return this
     */
    public StoreSync dryRun(boolean only) {
        this.dryRun = only;
        return this;
    }

    /**
     * Sets how many objects are in flight.
     *
     * @param objects at least 1; default: 64 small ones, since they wait for a network; of those above 1 MiB as many as there are
     *     processors, at most 16
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public StoreSync parallelism(int objects) {
        if (objects < 1) {
            throw new IllegalArgumentException("at least one object is in flight, not " + objects);
        }
        this.parallelism = OptionalInt.of(objects);
        return this;
    }

    /**
     * Sets what happens when single objects are missing or damaged in the first store: their manifest is not stored in any case.
     *
     * @param policy default {@link FailurePolicy#FINISH_THEN_FAIL}
     * @return this
     */
    public StoreSync policy(FailurePolicy policy) {
        this.policy = policy;
        return this;
    }

    /**
     * Sets who is told of the progress.
     *
     * @param listener the listener
     * @return this
     */
    public StoreSync listener(ProgressListener listener) {
        this.listener = listener;
        return this;
    }

    /**
     * Sets where threads come from. The calling thread works too.
     *
     * @param executor the executor; never shut down here
     * @return this
     */
    public StoreSync executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /**
     * Synchronises.
     *
     * @return what was done
     * @throws io.vaultik.fault.NotFoundException if the one manifest that was named is not in the first store
     * @throws io.vaultik.fault.IncompleteException if items failed and the policy says so
     * @throws io.vaultik.fault.CancelledException if the thread is interrupted
     * @throws io.vaultik.storage.StorageException if a store fails, or cannot do what is asked for
     * @throws VaultikException if it fails otherwise
     * @throws IllegalStateException if no destination, or neither an id nor all were set, or this was run before
     */
    public SyncResult run() throws VaultikException {
        StreamStore destination = to;
        if (destination == null || ids.isEmpty() != all || begun) {
            throw new IllegalStateException("set a destination, and an id or all, and run once");
        }
        begun = true;
        return SyncRun.run(new SyncSpec(
                from,
                Objects.requireNonNull(destination),
                ids,
                mirror,
                dryRun,
                parallelism,
                policy,
                Optional.ofNullable(listener),
                Optional.ofNullable(executor)));
    }
}
