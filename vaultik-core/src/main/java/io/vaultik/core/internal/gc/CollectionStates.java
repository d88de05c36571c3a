package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The states of the collection in a storage. As thread-safe as the storage. */
public final class CollectionStates {
    /** How many states stay below the newest one. */
    static final int KEPT = 100;

    /** A state that a LIST shows may be deleted before it is read, when many newer ones are made; more often is no accident. */
    private static final int MAX_TRIES = 100;

    private final ObjectStorage storage;
    private final CollectionKeys keys;

    /**
     * Makes a view of the states.
     *
     * @param storage the storage that is collected
     * @param keys where they are
     */
    public CollectionStates(ObjectStorage storage, CollectionKeys keys) {
        this.storage = storage;
        this.keys = keys;
    }

    /**
     * Reads the newest state: LIST, then GET the highest; if that is gone, again.
     *
     * @return the newest state, {@link CollectionState#INITIAL} if there is none
     * @throws VaultikException if the storage fails, or the state is damaged or of a newer format
     */
    public CollectionState newest() throws VaultikException {
        for (int i = 0; i < MAX_TRIES; i++) {
            long highest = highest();
            if (highest == 0) {
                return CollectionState.INITIAL;
            }
            Optional<CollectionState> state = read(highest);
            if (state.isPresent()) {
                return state.get();
            }
        }
        throw new MalformedException("{} lists states that cannot be read", null, keys.states());
    }

    /** Reads one state; empty if it is not there (any more). */
    Optional<CollectionState> read(long number) throws VaultikException {
        if (number == 0) {
            return Optional.of(CollectionState.INITIAL);
        }
        Optional<byte[]> bytes = SmallObjects.read(storage, keys.state(number), Limits.MAX_DOCUMENT_BYTES);
        return bytes.isEmpty() ? Optional.empty() : Optional.of(CollectionState.decode(number, bytes.get()));
    }

    /**
     * CREATEs a state. States below are deleted one day, so a number may be free again: a LIST afterwards tells whether this one is the
     * newest.
     *
     * @param state the state, with a random id
     * @return false if another one was there, or a higher one is
     * @throws VaultikException if the storage fails; the state may be there or come
     */
    boolean publish(CollectionState state) throws VaultikException {
        ObjectKey key = keys.state(state.number());
        return SmallObjects.create(storage, key, state.encode(), Limits.MAX_DOCUMENT_BYTES)
                && highest() == state.number();
    }

    /** Deletes states that nobody reads any more. */
    void trim(long newest) throws VaultikException {
        List<ObjectKey> old = new ArrayList<>();
        storage.list(keys.states(), info -> {
            if (keys.stateNumber(info.key())
                    .filter(number -> number < newest - KEPT)
                    .isPresent()) {
                old.add(info.key());
            }
            return true;
        });
        if (!old.isEmpty()) {
            storage.deleteAll(old);
        }
    }

    private long highest() throws VaultikException {
        long[] highest = new long[1];
        storage.list(keys.states(), info -> {
            keys.stateNumber(info.key()).ifPresent(number -> highest[0] = Math.max(highest[0], number));
            return true;
        });
        return highest[0];
    }
}
