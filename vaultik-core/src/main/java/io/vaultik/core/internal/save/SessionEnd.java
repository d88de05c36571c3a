package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.SessionRows;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.state.HostLocks;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;

/**
 * W7. What fails here is left to the next run on this host, which asks what became of the session.
 *
 * @param storage the storage of the repository
 * @param rows what the host remembers
 */
record SessionEnd(ObjectStorage storage, SessionRows rows) {
    /** Ends a session that has committed and whose rows say so; dead predecessors are revoked after our own W6, not before. */
    void committed(SessionStart.Started started, WriterSession writer) throws VaultikException {
        writer.end();
        HostLocks.Held lock = started.lock();
        if (lock != null) {
            lock.remove();
        }
        for (SessionStart.DeadSession dead : started.dead()) {
            WriterSession.revoke(storage, dead.dir());
            WriterSession.endDead(storage, dead.dir());
            rows.dropSession(dead.dir());
            dead.lock().remove();
        }
    }

    /**
     * Ends a session that gives up, if it has left nothing. With a blob it stays, as after a kill, for the next run to use; and so it
     * does after W6: a try without an answer may still take effect.
     */
    void abandoned(SessionStart.Started started, long storedBlobs) throws VaultikException {
        WriterSession writer = started.session();
        if (writer == null || storedBlobs > 0 || writer.hasTriedToCommit()) {
            return;
        }
        writer.end();
        rows.dropSession(writer.dir());
        HostLocks.Held lock = started.lock();
        if (lock != null) {
            lock.remove();
        }
    }
}
