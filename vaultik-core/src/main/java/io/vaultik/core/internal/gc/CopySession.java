package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectStorage;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * The presence of a push to a content store, which puts objects whose names are given (K1 to K3 in docs/format.md). It is undecided as
 * long as its object is there. Used by one thread. What copies snapshots is a {@link WriterSession}.
 */
public final class CopySession {
    private final OwnSession session;
    private final Admission admission;

    private CopySession(OwnSession session, Admission admission) {
        this.session = session;
        this.admission = admission;
    }

    /** How a thread waits. */
    @FunctionalInterface
    public interface Pause {
        /**
         * Waits.
         *
         * @param time how long
         * @throws InterruptedException if the thread is interrupted
         */
        void await(Duration time) throws InterruptedException;
    }

    /**
     * Puts the session object, with number 0.
     *
     * @param storage where the blobs are, with LIST and DELETE
     * @param keys the keys of its collection
     * @param name the name of the session, random
     * @param object what the object says
     * @param pause how to wait for a maintainer
     * @return the session
     * @throws VaultikException if the storage fails
     */
    public static CopySession begin(
            ObjectStorage storage, CollectionKeys keys, String name, SessionObject object, Pause pause)
            throws VaultikException {
        boolean mayCreate = storage.capabilities().contains(Capability.ATOMIC_CREATE);
        Admission admission = new Admission(storage, keys, new Admission.Party(name, object, mayCreate), pause);
        return new CopySession(OwnSession.begin(storage, keys, name, object), admission);
    }

    /**
     * W2, W3, K1 and K2: on return, what the party needs can be asked for and put, and stays until the session ends.
     *
     * @param needs tells whether a blob is needed
     * @throws BusyException if something that is needed is being deleted, and does not become free
     * @throws CancelledException if the thread is interrupted while it waits
     * @throws VaultikException if the storage fails
     */
    public void admit(Predicate<String> needs) throws VaultikException {
        admission.admit(session::enter, needs);
    }

    /**
     * Deletes the session object. Called when all requests are answered, and what was put is named or given up.
     *
     * @throws VaultikException if the storage fails
     */
    public void end() throws VaultikException {
        session.end();
    }
}
