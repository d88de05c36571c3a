package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.CommitUnknownException;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The presence of one writer: W1 {@link #begin}, W2 and W3 {@link #enter}, W6 {@link #commit}, W7 {@link #end}. It commits one
 * manifest, at a key that no other session ever has. Used by one thread.
 */
public final class WriterSession {
    /** How often an unanswered commit is repeated before its outcome is called unknown. */
    private static final int COMMIT_TRIES = 3;

    private static final int MAX_SUFFIX = 1_000;

    private final ObjectStorage storage;
    private final String dir;
    private SessionObject object;
    private boolean triedToCommit;

    private WriterSession(ObjectStorage storage, String dir, SessionObject object) {
        this.storage = storage;
        this.dir = dir;
        this.object = object;
    }

    /** Keeps what must outlive a crash of this process, before the session can be seen. */
    public interface Reservation {
        /**
         * Called before the session object of a directory is put.
         *
         * @param dir the directory
         * @return false if the directory is known to be taken
         * @throws VaultikException if it cannot be kept
         */
        boolean reserve(String dir) throws VaultikException;

        /**
         * Called when a reserved directory turns out to be taken by somebody else.
         *
         * @param dir the directory
         * @throws VaultikException if it cannot be taken back
         */
        void release(String dir) throws VaultikException;
    }

    /**
     * W1: creates the session object, with the number of the state that the catalog agrees with, before the state is read. A
     * directory whose session object or commit key is taken leads to the next suffix.
     *
     * @param storage the storage of the repository
     * @param base the id of the snapshot, without a suffix
     * @param template what the object says beside the commit key
     * @param reservation keeps the directory
     * @return the session
     * @throws VaultikException if the storage fails
     */
    public static WriterSession begin(
            ObjectStorage storage, String base, SessionObject template, Reservation reservation)
            throws VaultikException {
        for (int suffix = 1; suffix <= MAX_SUFFIX; suffix++) {
            String dir = suffix == 1 ? base : base + "-" + suffix;
            Optional<WriterSession> session = beginAt(storage, dir, template, reservation);
            if (session.isPresent()) {
                return session.get();
            }
        }
        throw new AlreadyExistsException("{} snapshots of one id are there already", null, MAX_SUFFIX);
    }

    /**
     * W1 for one directory.
     *
     * @param storage the storage of the repository
     * @param dir the directory
     * @param template what the object says beside the commit key
     * @param reservation keeps the directory
     * @return the session, or empty if the directory is taken
     * @throws VaultikException if the storage fails
     */
    public static Optional<WriterSession> beginAt(
            ObjectStorage storage, String dir, SessionObject template, Reservation reservation)
            throws VaultikException {
        if (!reservation.reserve(dir)) {
            return Optional.empty();
        }
        SessionObject object = new SessionObject(
                template.state(), Keys.manifest(dir).value(), template.writer(), template.client(), template.started());
        WriterSession session = new WriterSession(storage, dir, object);
        if (session.create()) {
            return Optional.of(session);
        }
        reservation.release(dir);
        return Optional.empty();
    }

    /** {@return the directory, which is the id of the snapshot} */
    public String dir() {
        return dir;
    }

    /** {@return the number of the collection state that the session object has} */
    public long state() {
        return object.state();
    }

    /**
     * W2 and W3: reads the newest state, g, and puts the object again if it has another number.
     *
     * @return the state g
     * @throws VaultikException if the storage fails
     */
    public CollectionState enter() throws VaultikException {
        CollectionState newest = new CollectionStates(storage, Keys.COLLECTION).newest();
        if (newest.number() != object.state()) {
            object = object.at(newest.number());
            storage.put(Keys.session(dir), ObjectBody.of(object.encode()), PutMode.REPLACE);
        }
        return newest;
    }

    /**
     * W2 and W3 of a copier, with K1 and K2: on return, what it needs can be asked for and put (K3), and stays until this session is
     * decided.
     *
     * @param needs tells whether a blob is needed
     * @param mayCreate whether the storage refuses a second creation of one key; else states are left to their owner
     * @param pause how to wait for a maintainer
     * @return the state that the session has entered
     * @throws io.vaultik.fault.BusyException if something that is needed is being deleted, and does not become free
     * @throws io.vaultik.fault.CancelledException if the thread is interrupted while it waits
     * @throws VaultikException if the storage fails
     */
    public CollectionState admit(Predicate<String> needs, boolean mayCreate, CopySession.Pause pause)
            throws VaultikException {
        Admission.Party party = new Admission.Party(object.writer(), object, mayCreate);
        return new Admission(storage, Keys.COLLECTION, party, pause).admit(this::enter, needs);
    }

    /**
     * W6: creates the manifest. On return it is acknowledged. From here on the outcome belongs to the storage: an interrupt is
     * remembered and does not disturb the call.
     *
     * @param manifest the object
     * @throws RevokedException if a void is there
     * @throws CommitUnknownException if there is no answer; the session object must stay then
     * @throws VaultikException if the storage refuses: the snapshot does not exist
     */
    public void commit(byte[] manifest) throws VaultikException {
        boolean interrupted = Thread.interrupted();
        try {
            create(manifest);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void create(byte[] manifest) throws VaultikException {
        ObjectKey key = Keys.manifest(dir);
        StorageException failure = null;
        triedToCommit = true;
        for (int i = 0; i < COMMIT_TRIES; i++) {
            try {
                storage.put(key, ObjectBody.of(manifest), PutMode.CREATE);
                return;
            } catch (ObjectExistsException e) {
                failure = e;
            } catch (StorageFullException | StorageDeniedException e) {
                // After a try without an answer, here or below, a refusal says nothing about that one.
                if (failure == null && !isCommitted(key, manifest)) {
                    throw e;
                }
                failure = e;
            } catch (StorageException e) {
                failure = e;
            }
            if (isCommitted(key, manifest)) {
                return;
            }
        }
        throw new CommitUnknownException("the manifest {} was put without an answer", failure, key);
    }

    /**
     * Tells whether {@link #commit} was called: from then on the session object stays until the outcome is known.
     *
     * @return true from its first try on
     */
    public boolean hasTriedToCommit() {
        return triedToCommit;
    }

    /**
     * W7: deletes the session object. Called when all requests of this writer are answered.
     *
     * @throws VaultikException if the storage fails
     */
    public void end() throws VaultikException {
        storage.delete(Keys.session(dir));
    }

    /**
     * Revokes a session: CREATE a void at its commit key. It has committed, or never will. Safe at any time.
     *
     * @param storage the storage of the repository
     * @param dir the directory of the session
     * @throws VaultikException if the storage fails
     */
    public static void revoke(ObjectStorage storage, String dir) throws VaultikException {
        try {
            storage.put(Keys.manifest(dir), ObjectBody.of(VoidMark.bytes()), PutMode.CREATE);
        } catch (ObjectExistsException e) {
            // Decided already, one way or the other: that is what was to be reached.
        }
    }

    /**
     * Deletes the session object of a writer whose process is known to be dead.
     *
     * @param storage the storage of the repository
     * @param dir the directory of the session
     * @throws VaultikException if the storage fails
     */
    public static void endDead(ObjectStorage storage, String dir) throws VaultikException {
        storage.delete(Keys.session(dir));
    }

    private boolean create() throws VaultikException {
        if (!SmallObjects.create(storage, Keys.session(dir), object.encode(), Limits.MAX_SMALL_JSON_BYTES)) {
            return false;
        }
        // Looked at after the object is there: who held this directory before may have committed and left in between.
        if (storage.stat(Keys.manifest(dir)).isEmpty()) {
            return true;
        }
        end();
        return false;
    }

    /** Reads back what is at the commit key after a put that failed or had no answer. */
    private boolean isCommitted(ObjectKey key, byte[] manifest) throws VaultikException {
        Optional<byte[]> there;
        try {
            there = SmallObjects.read(storage, key, Limits.MAX_DOCUMENT_BYTES);
        } catch (StorageException e) {
            return false;
        }
        if (there.isEmpty()) {
            return false;
        }
        if (VoidMark.is(there.get())) {
            throw new RevokedException("the snapshot {} was revoked before it could commit", null, dir);
        }
        if (!Arrays.equals(there.get(), manifest)) {
            throw new AlreadyExistsException("{} was made by somebody else", null, key);
        }
        return true;
    }
}
