package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectStorage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The presence of a party that puts blobs whose names are given, so that a name that was deleted can come back (K1 to K3 in
 * docs/format.md): a push to a content store. It is undecided as long as its object is there. Used by one thread.
 */
public final class CopySession {
    /** How long somebody else's deletions are waited for, in all. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final ObjectStorage storage;
    private final CollectionKeys keys;
    private final String name;
    private final SessionObject object;
    private final Pause pause;
    private final OwnSession session;
    private Duration waited = Duration.ZERO;
    private int drops;

    private CopySession(ObjectStorage storage, CollectionKeys keys, String name, SessionObject object, Pause pause)
            throws VaultikException {
        this.storage = storage;
        this.keys = keys;
        this.name = name;
        this.object = object;
        this.pause = pause;
        this.session = OwnSession.begin(storage, keys, name, object);
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
        return new CopySession(storage, keys, name, object, pause);
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
        while (true) {
            CollectionState state = session.enter();
            Optional<OpenSession> older = olderMaintainer(state, needs);
            if (older.isPresent()) {
                await(older.get());
            } else if (state.doomed().stream().anyMatch(needs)) {
                drop(state);
            } else if (state.condemned().stream().anyMatch(needs)) {
                rescue(state, needs);
            } else {
                return;
            }
        }
    }

    /** K1: an open maintainer may still delete what was doomed since its number; a state that is gone may have doomed anything. */
    private Optional<OpenSession> olderMaintainer(CollectionState state, Predicate<String> needs)
            throws VaultikException {
        List<OpenSession> maintainers = OpenSession.read(storage, keys, keys.maintainers());
        long from = state.number();
        OpenSession oldest = null;
        for (OpenSession maintainer : maintainers) {
            if (maintainer.object().state() < from) {
                from = maintainer.object().state();
                oldest = maintainer;
            }
        }
        for (long number = state.number() - 1; oldest != null && number >= from; number--) {
            Optional<CollectionState> past = session.states().read(number);
            if (past.isEmpty() || past.get().doomed().stream().anyMatch(needs)) {
                return Optional.of(oldest);
            }
        }
        return Optional.empty();
    }

    private void await(OpenSession maintainer) throws VaultikException {
        if (waited.compareTo(PATIENCE) >= 0) {
            throw new BusyException(
                    "a collection of {} may still delete what is pushed: its session {} by {} is open since {}",
                    null,
                    storage.location(),
                    maintainer.name(),
                    maintainer.object().client(),
                    maintainer.object().started());
        }
        Duration time = waited.isZero() ? FIRST_WAIT : min(waited, LONGEST_WAIT);
        waited = waited.plus(time);
        try {
            pause.await(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("waiting for a collection was interrupted", e);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** Does what a maintainer would: deletes all that is doomed, and says so. */
    private void drop(CollectionState state) throws VaultikException {
        requireCreate(state);
        drops++;
        Maintainer.drop(storage, keys, name + "-" + drops, object);
    }

    /** K2: won or lost, the newest state decides. */
    private void rescue(CollectionState state, Predicate<String> needs) throws VaultikException {
        requireCreate(state);
        Set<String> condemned = new HashSet<>(state.condemned());
        condemned.removeIf(needs);
        long number = state.number() + 1;
        session.states()
                .publish(new CollectionState(number, name + "-" + number, object.client(), condemned, state.doomed()));
    }

    private void requireCreate(CollectionState state) throws BusyException {
        if (!storage.capabilities().contains(Capability.ATOMIC_CREATE)) {
            throw new BusyException(
                    "state {} of the collection of {} removes what is pushed; its owner has to go on first",
                    null,
                    state.number(),
                    storage.location());
        }
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
