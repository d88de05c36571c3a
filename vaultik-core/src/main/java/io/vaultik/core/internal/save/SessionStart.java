package io.vaultik.core.internal.save;

import io.vaultik.core.internal.age.X25519Recipient;
import io.vaultik.core.internal.catalog.Agreement;
import io.vaultik.core.internal.catalog.SessionRow;
import io.vaultik.core.internal.catalog.SessionRows;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.gc.CollectionStates;
import io.vaultik.core.internal.gc.SessionFate;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.state.HostLocks;
import io.vaultik.core.internal.state.HostState;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * W1 to W4: the session is put before the newest state is read, dead sessions of this host are asked about, and the catalog is
 * reconciled by a LIST that comes after the state was read. It knows nothing of what a snapshot is made of.
 */
final class SessionStart {
    private static final Duration RECONCILE_EVERY = Duration.ofDays(1);

    private final SessionHost host;
    private final ObjectStorage storage;
    private final SessionRows rows;
    private final Set<String> avoided;
    private final Map<String, HostLocks.Held> locks = new HashMap<>();
    private final Set<String> undecided = new HashSet<>();
    private final List<DeadSession> dead = new ArrayList<>();

    SessionStart(SessionHost host, ObjectStorage storage) {
        this(host, storage, Set.of());
    }

    /**
     * Prepares a run that leaves some blobs alone.
     *
     * @param avoided their names: it uses nothing of them, although it could
     */
    SessionStart(SessionHost host, ObjectStorage storage, Set<String> avoided) {
        this.host = host;
        this.avoided = Set.copyOf(avoided);
        this.storage = storage;
        this.rows = host.rows();
    }

    /**
     * What a run knows after W4.
     *
     * @param session the session; null in a dry run
     * @param lock held as long as this process works on the session; null in a dry run
     * @param state the state that the session has entered
     * @param usable the blobs that it may use
     * @param dead undecided sessions of dead processes of this series, or of none that the catalog knows, to be revoked after W6
     * @param recipients whom it encrypts to
     */
    record Started(
            @Nullable WriterSession session,
            HostLocks.@Nullable Held lock,
            CollectionState state,
            UsableBlobs usable,
            List<DeadSession> dead,
            List<X25519Recipient> recipients)
            implements AutoCloseable {
        String dir() {
            return session == null ? "" : session.dir();
        }

        /** Releases all locks; sessions that were not ended are dead from now on. */
        @Override
        public void close() {
            if (lock != null) {
                lock.close();
            }
            dead.forEach(d -> d.lock().close());
        }
    }

    /**
     * A session whose process is dead, as its lock proves, which is held from then on.
     *
     * @param dir its directory
     * @param lock its lock
     */
    record DeadSession(String dir, HostLocks.Held lock) {}

    /** Begins without a session: for a run that puts nothing. */
    Started dryRun(List<X25519Recipient> recipients) throws VaultikException {
        CollectionState newest = new CollectionStates(storage, Keys.COLLECTION).newest();
        return new Started(null, null, newest, usable(newest, recipients), List.of(), recipients);
    }

    /**
     * Does W1 to W4.
     *
     * @param base the id of the snapshot, without a suffix
     * @param series the series of the source
     * @param recipients whom the run encrypts to
     */
    Started begin(String base, byte[] series, List<X25519Recipient> recipients) throws VaultikException {
        boolean done = false;
        try {
            Started started = tryBegin(base, series, recipients);
            if (started == null) {
                rows.resetAfterRollback();
                started = tryBegin(base, series, recipients);
            }
            if (started == null) {
                throw new StorageException(
                        true, "the states of {} go back while they are read", null, Keys.COLLECTION.states());
            }
            done = true;
            return started;
        } finally {
            if (!done) {
                locks.values().forEach(HostLocks.Held::close);
                dead.forEach(d -> d.lock().close());
            }
        }
    }

    /** Returns null if the storage was set back to an older copy, after taking the session back. */
    private @Nullable Started tryBegin(String base, byte[] series, List<X25519Recipient> recipients)
            throws VaultikException {
        Agreement agreement = rows.agreement();
        WriterSession session = WriterSession.begin(storage, base, template(agreement), reservation(series));
        CollectionState state = session.enter();
        if (wasSetBack(agreement, state)
                && wasSetBack(agreement, new CollectionStates(storage, Keys.COLLECTION).newest())) {
            session.end();
            rows.endSession(session.dir());
            removeLock(session.dir());
            return null;
        }
        askSessions(session.dir(), series);
        if (needsList(agreement, state)) {
            reconcile(session.dir(), state);
        }
        UsableBlobs usable = usable(state, recipients);
        HostLocks.Held lock = locks.remove(session.dir());
        return new Started(session, lock, state, usable, List.copyOf(dead), recipients);
    }

    /** A name of a file has no slash, and that of a session no plus sign. */
    private static String lockName(String session) {
        return HostState.SESSION_LOCK + session.replace('/', '+');
    }

    private static String session(String lockName) {
        return lockName.substring(HostState.SESSION_LOCK.length()).replace('+', '/');
    }

    private SessionObject template(Agreement agreement) {
        Instant now = host.clock().instant();
        return new SessionObject(
                Math.max(0, agreement.number()), "", Hex.random(host.random(), 16), host.client(), now);
    }

    private WriterSession.Reservation reservation(byte[] series) {
        return new WriterSession.Reservation() {
            @Override
            public boolean reserve(String dir) throws VaultikException {
                // A lock file is that of a session: alive, or dead and not yet asked about, whose row must not be taken
                // over.
                Optional<? extends HostLocks.Held> lock =
                        host.locks().lockNames(HostState.SESSION_LOCK).contains(lockName(dir))
                                ? Optional.empty()
                                : host.locks().tryLock(lockName(dir));
                if (lock.isEmpty()) {
                    return false;
                }
                locks.put(dir, lock.get());
                rows.beginSession(new SessionRow(
                        dir, Keys.manifest(dir).value(), series, host.clock().instant()));
                return true;
            }

            @Override
            public void release(String dir) throws VaultikException {
                rows.endSession(dir);
                removeLock(dir);
            }
        };
    }

    private void removeLock(String dir) {
        HostLocks.Held lock = locks.remove(dir);
        if (lock != null) {
            lock.remove();
        }
    }

    private static boolean wasSetBack(Agreement agreement, CollectionState state) {
        return state.number() < agreement.number()
                || (state.number() == agreement.number() && !state.id().equals(agreement.stateId()));
    }

    private boolean needsList(Agreement agreement, CollectionState state) {
        // A LIST in the future tells of a clock that was wrong, not of a LIST.
        Instant now = host.clock().instant();
        Instant last = agreement.lastList();
        return agreement.number() != state.number()
                || agreement.damaged()
                || now.isBefore(last)
                || now.isAfter(last.plus(RECONCILE_EVERY));
    }

    /** W4 proper: LIST, after the state was read; then one transaction. */
    private void reconcile(String session, CollectionState state) throws VaultikException {
        SessionRows.Listing listing = rows.reconcile(session);
        if (rows.hasBlobs()) {
            VaultikException[] failure = new VaultikException[1];
            storage.list(Keys.BLOBS, info -> {
                Optional<String> name = Keys.blobName(info.key());
                try {
                    if (name.isPresent()) {
                        listing.listed(Hex.bytes(name.get()));
                    }
                    return true;
                } catch (VaultikException e) {
                    failure[0] = e;
                    return false;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
        }
        Set<String> offLimits = offLimits(state);
        listing.finish(
                state.number(), state.id(), offLimits, undecided, host.clock().instant());
    }

    /**
     * Asks what became of the other sessions of this catalog and of this host. One of another series stays undecided: what it has
     * uploaded waits for the next run of that series.
     */
    private void askSessions(String own, byte[] series) throws VaultikException {
        Set<String> dirs = new TreeSet<>();
        Set<String> others = new HashSet<>();
        for (SessionRow row : rows.sessions()) {
            dirs.add(row.dir());
            if (!Arrays.equals(row.series(), series)) {
                others.add(row.dir());
            }
        }
        host.locks().lockNames(HostState.SESSION_LOCK).forEach(name -> dirs.add(session(name)));
        dirs.remove(own);
        for (String dir : dirs) {
            Optional<? extends HostLocks.Held> lock = host.locks().tryLock(lockName(dir));
            try {
                ask(dir, lock, others.contains(dir));
            } catch (VaultikException e) {
                // Else this process would keep a dead session from every later run.
                lock.ifPresent(HostLocks.Held::close);
                throw e;
            }
        }
    }

    private void ask(String dir, Optional<? extends HostLocks.Held> lock, boolean isOfAnother) throws VaultikException {
        SessionFate fate = SessionFate.of(storage, dir);
        if (fate.kind() == SessionFate.Kind.UNDECIDED) {
            undecided.add(dir);
            if (isOfAnother) {
                lock.ifPresent(HostLocks.Held::close);
            } else {
                lock.ifPresent(held -> dead.add(new DeadSession(dir, held)));
            }
        } else if (lock.isPresent()) {
            settle(dir, fate);
            lock.get().remove();
        }
    }

    /** Settles the session of a dead process that is decided. */
    private void settle(String dir, SessionFate fate) throws VaultikException {
        if (fate.manifest().isPresent()) {
            String where = Keys.manifest(dir).value();
            rows.sessionCommitted(
                    dir, host.manifests().of(where, fate.manifest().get()));
        } else {
            rows.dropSession(dir);
        }
        WriterSession.endDead(storage, dir);
    }

    private UsableBlobs usable(CollectionState state, List<X25519Recipient> recipients) throws VaultikException {
        Set<String> unusable = offLimits(state);
        unusable.addAll(avoided);
        return new UsableBlobs(rows.usableBlobs(state.number(), unusable, X25519Recipient.texts(recipients)));
    }

    static Set<String> offLimits(CollectionState state) {
        Set<String> names = new HashSet<>(state.condemned());
        names.addAll(state.doomed());
        return names;
    }
}
