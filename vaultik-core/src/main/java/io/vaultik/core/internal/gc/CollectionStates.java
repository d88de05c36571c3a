package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The states of the collection in a storage. */
public final class CollectionStates {
    /** A state that a LIST shows may be deleted before it is read, when many newer ones are made; more often is no accident. */
    private static final int MAX_TRIES = 100;

    private CollectionStates() {}

    /**
     * Reads the newest state: LIST, then GET the highest; if that is gone, again.
     *
     * @param storage the storage of the repository
     * @return the newest state, {@link CollectionState#INITIAL} if there is none
     * @throws VaultikException if the storage fails, or the state is damaged or of a newer format
     */
    public static CollectionState newest(ObjectStorage storage) throws VaultikException {
        for (int i = 0; i < MAX_TRIES; i++) {
            AtomicLong highest = new AtomicLong();
            storage.list(Keys.STATES, info -> {
                Keys.stateNumber(info.key()).ifPresent(number -> highest.accumulateAndGet(number, Math::max));
                return true;
            });
            if (highest.get() == 0) {
                return CollectionState.INITIAL;
            }
            Optional<byte[]> bytes = SmallObjects.read(storage, Keys.state(highest.get()), Limits.MAX_DOCUMENT_BYTES);
            if (bytes.isPresent()) {
                return CollectionState.decode(highest.get(), bytes.get());
            }
        }
        throw new MalformedException("{} lists states that cannot be read", null, Keys.STATES);
    }
}
