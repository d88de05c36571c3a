package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * K1 and K2 (docs/format.md, "Collection: copies"): how a party whose names are given, so that a deleted one can come back, makes sure
 * that nobody deletes what it is about to put. Used by the one thread of its session.
 */
final class Admission {
    /** How long somebody else's deletions are waited for, in all. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final ObjectStorage storage;
    private final CollectionKeys keys;
    private final CollectionStates states;
    private final Party party;
    private final CopySession.Pause pause;
    private Duration waited = Duration.ZERO;
    private int drops;

    /**
     * Who is to be admitted.
     *
     * @param random a text of its own
     * @param object what its session object says
     * @param mayCreate whether a second CREATE of one key is refused, so that it may make states
     */
    record Party(String random, SessionObject object, boolean mayCreate) {}

    Admission(ObjectStorage storage, CollectionKeys keys, Party party, CopySession.Pause pause) {
        this.storage = storage;
        this.keys = keys;
        this.states = new CollectionStates(storage, keys);
        this.party = party;
        this.pause = pause;
    }

    /** W2 and W3 of a session. */
    @FunctionalInterface
    interface Entering {
        /** Reads the newest state and puts the session object again if it has another number. */
        CollectionState enter() throws VaultikException;
    }

    /**
     * On return, what the party needs can be asked for and put, and stays until its session is decided.
     *
     * @param session enters the newest state, again and again
     * @param needs tells whether a blob is needed
     * @return the state that the session has entered
     */
    CollectionState admit(Entering session, Predicate<String> needs) throws VaultikException {
        while (true) {
            CollectionState state = session.enter();
            Optional<OpenSession> older = olderMaintainer(state, needs);
            if (older.isPresent()) {
                await(isStillDeleting(older.get()));
            } else if (state.doomed().stream().anyMatch(needs)) {
                drop(state);
            } else if (state.condemned().stream().anyMatch(needs)) {
                rescue(state, needs);
            } else {
                return state;
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
            Optional<CollectionState> past = states.read(number);
            if (past.isEmpty() || past.get().doomed().stream().anyMatch(needs)) {
                return Optional.of(oldest);
            }
        }
        return Optional.empty();
    }

    private BusyException isStillDeleting(OpenSession maintainer) {
        return new BusyException(
                "a collection of {} may still delete what is to be put: its session {} by {} is open since {}",
                null,
                storage.location(),
                maintainer.name(),
                maintainer.object().client(),
                maintainer.object().started());
    }

    private void await(BusyException reason) throws VaultikException {
        if (waited.compareTo(PATIENCE) >= 0) {
            throw reason;
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
        if (!party.mayCreate()) {
            await(isForItsOwner(state));
            return;
        }
        drops++;
        SessionObject own = party.object();
        SessionObject maintainer = new SessionObject(0, "", own.writer(), own.client(), own.started());
        Maintainer.drop(storage, keys, party.random() + "-" + drops, maintainer);
    }

    /** K2: won or lost, the newest state decides. */
    private void rescue(CollectionState state, Predicate<String> needs) throws VaultikException {
        if (!party.mayCreate()) {
            await(isForItsOwner(state));
            return;
        }
        Set<String> condemned = new HashSet<>(state.condemned());
        condemned.removeIf(needs);
        long number = state.number() + 1;
        states.publish(new CollectionState(
                number, party.random() + "-" + number, party.object().client(), condemned, state.doomed()));
    }

    private BusyException isForItsOwner(CollectionState state) {
        return new BusyException(
                "state {} of the collection of {} removes what is to be put; its owner has to go on first",
                null,
                state.number(),
                storage.location());
    }
}
