package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.gc.SessionFate;
import io.vaultik.core.internal.gc.WriterSession;
import io.vaultik.core.internal.state.HostLock;
import io.vaultik.core.internal.state.HostState;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;

/**
 * The sessions of copies whose processes on this host are dead, as their locks prove. As long as they are open nothing goes that they
 * have put: so they end when this run has copied what it was to copy, not before. Used by one thread, which closes it.
 */
final class DeadCopies implements AutoCloseable {
    private final ObjectStorage storage;
    private final Map<String, HostLock> locks = new LinkedHashMap<>();

    private DeadCopies(ObjectStorage storage) {
        this.storage = storage;
    }

    /** Takes the locks of dead copies; those of snapshots are settled by the next snapshot, which knows their rows. */
    static DeadCopies of(ObjectStorage storage, HostState host) throws VaultikException {
        DeadCopies dead = new DeadCopies(storage);
        boolean done = false;
        try {
            for (String name : host.lockNames(HostState.SESSION_LOCK)) {
                String dir = name.substring(HostState.SESSION_LOCK.length());
                if (isCopy(dir)) {
                    Optional<HostLock> lock = host.tryLock(name);
                    lock.ifPresent(held -> dead.locks.put(dir, held));
                }
            }
            done = true;
            return dead;
        } finally {
            if (!done) {
                dead.close();
            }
        }
    }

    private static boolean isCopy(String dir) {
        try {
            return !SnapshotId.of(dir).original().value().equals(dir);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Revokes those that are undecided and ends all. What fails is left to the next run. */
    void end(Logger logger) {
        for (Map.Entry<String, HostLock> session : locks.entrySet()) {
            String dir = session.getKey();
            try {
                if (SessionFate.of(storage, dir).kind() == SessionFate.Kind.UNDECIDED) {
                    WriterSession.revoke(storage, dir);
                }
                WriterSession.endDead(storage, dir);
                session.getValue().remove();
            } catch (VaultikException e) {
                logger.warn("the end of session {} is left to the next copy: {}", dir, e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        locks.values().forEach(HostLock::close);
    }
}
