package io.vaultik.core.internal.content;

import io.vaultik.core.internal.context.ErrorLog;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.PushSession;
import io.vaultik.store.StreamStore;
import org.jspecify.annotations.Nullable;

/** What is put between the begin and the end of a session: objects, then the manifest if all of them are there. */
final class AnnouncedPush {
    private AnnouncedPush() {}

    /** Puts objects. */
    @FunctionalInterface
    interface Objects {
        /**
         * Puts them.
         *
         * @return whether all that the manifest names are there
         * @throws VaultikException if the push ends here
         */
        boolean put() throws VaultikException;
    }

    /** Runs a push; true if the manifest was put. A session that cannot be ended does not undo what is stored. */
    static boolean run(StreamStore store, DirectoryManifest manifest, ErrorLog errors, Objects objects)
            throws VaultikException {
        PushSession session = store.beginPush(manifest);
        boolean stored = false;
        VaultikException failure = null;
        try {
            if (objects.put()) {
                session.commit();
                stored = true;
            }
        } catch (VaultikException e) {
            failure = e;
            throw e;
        } finally {
            end(session, failure, errors);
        }
        return stored;
    }

    private static void end(PushSession session, @Nullable VaultikException failure, ErrorLog errors) {
        try {
            session.close();
        } catch (VaultikException e) {
            if (failure == null) {
                errors.alert("the session of this push could not be ended and keeps objects from being collected: "
                        + e.getMessage());
            } else {
                failure.addSuppressed(e);
            }
        }
    }
}
