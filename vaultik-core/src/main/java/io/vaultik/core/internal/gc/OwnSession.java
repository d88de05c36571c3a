package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;

/** The session object of a party that is not revoked: put with number 0, then with that of the newest state. Used by one thread. */
final class OwnSession {
    private final ObjectStorage storage;
    private final ObjectKey key;
    private final CollectionStates states;
    private SessionObject object;

    private OwnSession(ObjectStorage storage, CollectionKeys keys, String name, SessionObject object) {
        this.storage = storage;
        this.key = keys.session(name);
        this.states = new CollectionStates(storage, keys);
        this.object = object.at(0);
    }

    /** Puts the object with number 0, before any state is read. The name is random: nobody else has it. */
    static OwnSession begin(ObjectStorage storage, CollectionKeys keys, String name, SessionObject object)
            throws VaultikException {
        OwnSession session = new OwnSession(storage, keys, name, object);
        session.put();
        return session;
    }

    CollectionStates states() {
        return states;
    }

    /** Reads the newest state, and puts the object again with its number. */
    CollectionState enter() throws VaultikException {
        CollectionState newest = states.newest();
        if (newest.number() != object.state()) {
            object = object.at(newest.number());
            put();
        }
        return newest;
    }

    private void put() throws VaultikException {
        storage.put(key, ObjectBody.of(object.encode()), PutMode.REPLACE);
    }

    /** Deletes the object: all requests of this party are answered. Done even by a thread that is interrupted. */
    void end() throws VaultikException {
        boolean interrupted = Thread.interrupted();
        try {
            storage.delete(key);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
