package io.vaultik.core.internal.state;

import io.vaultik.fault.VaultikException;
import java.util.List;
import java.util.Optional;

/** Locks that go when their process dies: they tell the living from the dead. Thread-safe. */
public interface HostLocks {
    /**
     * Locks a name for as long as this process lives or the lock is open.
     *
     * @param name of the grammar of storage keys, without a slash
     * @return the lock, or empty if somebody holds it
     * @throws VaultikException if the locks cannot be used
     */
    Optional<? extends Held> tryLock(String name) throws VaultikException;

    /**
     * Returns the names of a kind that were locked at some time and not removed.
     *
     * @param prefix what the names begin with
     * @return the names, with the prefix
     * @throws VaultikException if the locks cannot be read
     */
    List<String> lockNames(String prefix) throws VaultikException;

    /** A lock that is held, until it is closed or removed, or its process dies. */
    interface Held extends AutoCloseable {
        /** Releases the lock for good: its name will not be used again. */
        void remove();

        /** Releases the lock and leaves its name. A second call does nothing. */
        @Override
        void close();
    }
}
