package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One run of the maintainer, M0 to M5 (docs/format.md, "Collection"): deletes what a state dooms, and dooms what a state condemned if
 * nobody names it and no writer that may name it is left. Used once, by one thread.
 */
public final class Maintainer {
    /** How many blobs one state condemns at most. */
    static final int MAX_CONDEMNED = 100_000;

    private static final Census NOBODY = new Census() {
        @Override
        public List<OpenSession> undecided() {
            return List.of();
        }

        @Override
        public Predicate<String> named() {
            return name -> true;
        }
    };

    private final ObjectStorage storage;
    private final CollectionKeys keys;
    private final String random;
    private final SessionObject object;
    private final Census census;
    private final Sweep sweep;
    private List<OpenSession> blockedBy = List.of();
    private long listed = -1;
    private long unreferenced;
    private long unreferencedBytes;
    private long condemned;
    private boolean isMore;

    /**
     * Prepares a run.
     *
     * @param storage the storage that is collected, with LIST, DELETE and, but for a single owner, ATOMIC_CREATE
     * @param keys the keys of the collection
     * @param random a text of its own for this run
     * @param object what its session object says
     * @param census who is there and what is needed
     */
    public Maintainer(ObjectStorage storage, CollectionKeys keys, String random, SessionObject object, Census census) {
        this.storage = storage;
        this.keys = keys;
        this.random = random;
        this.object = object;
        this.census = census;
        this.sweep = new Sweep(storage, keys);
    }

    /**
     * Has the blobs deleted in another way than by one call after the other. To be called before the run.
     *
     * @param way how
     */
    public void deleteBy(BulkDeletion way) {
        sweep.deleteBy(way);
    }

    /** Who is there and what is needed, in what is collected. */
    public interface Census {
        /**
         * M2: LISTs and reads the sessions.
         *
         * @return the writers that are undecided
         * @throws VaultikException if it cannot be said
         */
        List<OpenSession> undecided() throws VaultikException;

        /**
         * M3: LISTs what names blobs, anew, and reads all of it.
         *
         * @return tells whether a blob is named
         * @throws VaultikException if one of them is unreadable or of a newer format
         */
        Predicate<String> named() throws VaultikException;
    }

    /**
     * Says what a run would find, and changes nothing.
     *
     * @return the figures
     * @throws VaultikException if it cannot be said
     */
    public CollectionFigures plan() throws VaultikException {
        CollectionState state = new CollectionStates(storage, keys).newest();
        List<OpenSession> undecided = census.undecided();
        blockedBy = blocking(state, undecided);
        countOnly(state);
        return figures();
    }

    /**
     * Collects until nothing is left to do, or a writer blocks.
     *
     * @return the figures
     * @throws VaultikException if the storage fails, or something cannot be read; the next run goes on
     */
    public CollectionFigures run() throws VaultikException {
        inSession(this::collect);
        return figures();
    }

    /**
     * Deletes what the newest state dooms and creates one that dooms nothing and condemns the same, so that whoever needs one of the
     * names may put it again. Safe at any time.
     */
    static void drop(ObjectStorage storage, CollectionKeys keys, String random, SessionObject object)
            throws VaultikException {
        Maintainer maintainer = new Maintainer(storage, keys, random, object, NOBODY);
        maintainer.inSession(session -> {
            CollectionState state = session.enter();
            maintainer.sweep.run(state);
            if (!maintainer.dropped(state).doomed().equals(state.doomed())) {
                session.states().publish(maintainer.dropped(state));
            }
        });
    }

    @FunctionalInterface
    private interface Steps {
        void run(OwnSession session) throws VaultikException;
    }

    /** M0 and M5. While a deletion is unanswered the object stays: whoever puts that name again must know. */
    private void inSession(Steps steps) throws VaultikException {
        OwnSession session = OwnSession.begin(storage, keys, CollectionKeys.maintainer(random), object);
        VaultikException failure = null;
        try {
            steps.run(session);
        } catch (VaultikException e) {
            failure = e;
        }
        if (!sweep.isUnanswered()) {
            end(session, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void end(OwnSession session, @Nullable VaultikException failure) throws VaultikException {
        try {
            session.end();
        } catch (VaultikException e) {
            if (failure == null) {
                throw e;
            }
            failure.addSuppressed(e);
        }
    }

    private void collect(OwnSession session) throws VaultikException {
        CollectionState state = session.enter();
        while (true) {
            sweep.run(state);
            CollectionState next = decide(state);
            if (next.condemned().equals(state.condemned()) && next.doomed().equals(state.doomed())) {
                session.states().trim(state.number());
                return;
            }
            if (session.states().publish(next)) {
                state = next;
            } else {
                sweep.expectNothing();
                state = session.enter();
            }
        }
    }

    /** M2 to M4. A writer that blocks does not keep names doomed that are gone. */
    private CollectionState decide(CollectionState state) throws VaultikException {
        List<OpenSession> undecided = census.undecided();
        blockedBy = blocking(state, undecided);
        if (!blockedBy.isEmpty()) {
            countOnly(state);
            return dropped(state);
        }
        boolean isSwept = listed >= 0 && !isMore && state.condemned().isEmpty();
        return isSwept ? dropped(state) : next(state, undecided);
    }

    /** Finds out for the report what there would be to do. */
    private void countOnly(CollectionState state) throws VaultikException {
        if (listed < 0) {
            next(state, List.of());
            condemned = 0;
            sweep.expectNothing();
        }
    }

    private static List<OpenSession> blocking(CollectionState state, List<OpenSession> undecided) {
        return undecided.stream()
                .filter(session ->
                        !state.condemned().isEmpty() && session.object().state() < state.number())
                .toList();
    }

    /** The same without what was doomed and is gone. */
    private CollectionState dropped(CollectionState state) {
        return following(state, state.condemned(), sweep.left(state));
    }

    private CollectionState following(CollectionState state, Set<String> nextCondemned, Set<String> nextDoomed) {
        long number = state.number() + 1;
        return new CollectionState(number, random + "-" + number, object.client(), nextCondemned, nextDoomed);
    }

    /** M3 and M4: dooms what was condemned and is not named, condemns what else is not named. */
    private CollectionState next(CollectionState state, List<OpenSession> undecided) throws VaultikException {
        Predicate<String> named = census.named();
        Set<String> doomed = sweep.left(state);
        state.condemned().stream().filter(named.negate()).forEach(doomed::add);
        // What a writer that is under way has put is named soon, or left for a later run.
        Instant youngest = undecided.stream()
                .map(OpenSession::stored)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        Count count = new Count(state, doomed, youngest);
        storage.list(keys.blobs(), info -> {
            keys.blobName(info.key())
                    .ifPresent(name -> count.add(name, info.length(), info.modified(), named.test(name)));
            return true;
        });
        count.end();
        return following(state, count.toCondemn, doomed);
    }

    /** One pass over all blobs. */
    private final class Count {
        private final CollectionState state;
        private final Set<String> doomed;
        private final Instant youngest;
        private final Set<String> toCondemn = new HashSet<>();
        private long blobs;
        private long unnamed;
        private long unnamedBytes;
        private long doomedThere;
        private long doomedBytes;
        private boolean leftOver;

        Count(CollectionState state, Set<String> doomed, Instant youngest) {
            this.state = state;
            this.doomed = doomed;
            this.youngest = youngest;
        }

        void add(String name, long bytes, Instant modified, boolean isNamed) {
            blobs++;
            if (isNamed) {
                return;
            }
            unnamed++;
            unnamedBytes += bytes;
            if (doomed.contains(name)) {
                doomedThere++;
                doomedBytes += bytes;
            } else if (!state.isOffLimits(name) && modified.isBefore(youngest)) {
                condemn(name);
            }
        }

        /** The next state may have to doom all of this beside what cannot be deleted. */
        private void condemn(String name) {
            if (toCondemn.size() < Math.min(MAX_CONDEMNED, CollectionState.MAX_BLOBS - doomed.size())) {
                toCondemn.add(name);
            } else {
                leftOver = true;
            }
        }

        void end() {
            sweep.expect(state.number() + 1, doomedThere, doomedBytes);
            condemned += toCondemn.size();
            isMore = leftOver && !toCondemn.isEmpty();
            if (listed < 0) {
                listed = blobs;
                unreferenced = unnamed;
                unreferencedBytes = unnamedBytes;
            }
        }
    }

    private CollectionFigures figures() {
        return new CollectionFigures(
                Math.max(0, listed),
                unreferenced,
                unreferencedBytes,
                condemned,
                sweep.deleted(),
                sweep.deletedBytes(),
                blockedBy);
    }
}
