package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.SessionObject;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session object that is there.
 *
 * @param name the name of the session
 * @param object what it says
 * @param stored when it was put last, by the clock of the storage
 */
public record OpenSession(String name, SessionObject object, Instant stored) {
    /**
     * LISTs and reads session objects. One that goes meanwhile is left out.
     *
     * @param storage the storage
     * @param keys where they are
     * @param prefix which ones: {@link CollectionKeys#sessions} for all, or {@link CollectionKeys#maintainers}
     * @return the sessions, in the order of the listing
     * @throws VaultikException if the storage fails, or an object is damaged or of a newer format: nothing can be said then
     */
    public static List<OpenSession> read(ObjectStorage storage, CollectionKeys keys, String prefix)
            throws VaultikException {
        List<ObjectInfo> infos = new ArrayList<>();
        storage.list(prefix, info -> infos.add(info));
        List<OpenSession> sessions = new ArrayList<>();
        for (ObjectInfo info : infos) {
            Optional<String> name = keys.sessionName(info.key());
            if (name.isPresent()) {
                Optional<byte[]> bytes = SmallObjects.read(storage, info.key(), Limits.MAX_SMALL_JSON_BYTES);
                if (bytes.isPresent()) {
                    sessions.add(new OpenSession(name.get(), SessionObject.decode(bytes.get()), info.modified()));
                }
            }
        }
        return sessions;
    }

    /**
     * LISTs and reads the sessions of a repository (M2). A writer is undecided while its session object is there and its commit key
     * holds nothing; so is what has no commit key.
     *
     * @param storage the storage of the repository
     * @return the writers that are undecided
     * @throws VaultikException if the storage fails, or an object is damaged or of a newer format
     */
    public static List<OpenSession> undecided(ObjectStorage storage) throws VaultikException {
        List<OpenSession> undecided = new ArrayList<>();
        for (OpenSession session : read(storage, Keys.COLLECTION, Keys.SESSIONS)) {
            String commitKey = session.object().commitKey();
            if (!session.isMaintainer()
                    && (commitKey.isEmpty()
                            || storage.stat(ObjectKey.of(commitKey)).isEmpty())) {
                undecided.add(session);
            }
        }
        return undecided;
    }

    /** {@return whether this is a maintainer} */
    public boolean isMaintainer() {
        return CollectionKeys.isMaintainer(name);
    }
}
