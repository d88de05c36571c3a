package io.vaultik.core.internal.save;

import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.fault.VaultikException;

/** How the session of a writer ends. What fails here is left to the next run on this host, which finds it. */
final class SessionEnd {
    private SessionEnd() {}

    /** W7, and what dead predecessors left: they are revoked after our own W6, not before. */
    static void end(SaveSession session, SessionStart.Started started, WriterSession writer) {
        try {
            writer.end();
            HostLock lock = started.lock();
            if (lock != null) {
                lock.remove();
            }
            for (SessionStart.DeadSession dead : started.dead()) {
                WriterSession.revoke(session.storage(), dead.dir());
                WriterSession.endDead(session.storage(), dead.dir());
                session.catalog().dropSession(dead.dir());
                dead.lock().remove();
            }
        } catch (VaultikException e) {
            // The snapshot is acknowledged; the next run on this host finds what is left and tries again.
            session.operation()
                    .logger()
                    .warn("the end of session {} is left to the next run: {}", writer.dir(), e.getMessage());
        }
    }

    /**
     * Without any blob there is nothing that the next run could use, so the session goes; else it stays, as after a kill. So it does
     * after W6: a try without an answer may still take effect.
     */
    static void abandon(SaveSession session, SessionStart.Started started) {
        WriterSession writer = started.session();
        if (writer == null || session.tally().newBlobs() > 0 || writer.hasTriedToCommit()) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            writer.end();
            session.catalog().dropSession(writer.dir());
            HostLock lock = started.lock();
            if (lock != null) {
                lock.remove();
            }
        } catch (VaultikException e) {
            session.operation()
                    .logger()
                    .warn("the end of session {} is left to the next run: {}", writer.dir(), e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
