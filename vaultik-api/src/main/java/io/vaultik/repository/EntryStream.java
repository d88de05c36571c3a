package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import java.io.Closeable;
import java.util.Optional;

/**
 * Entries of a snapshot, in the order of paths, read as they are asked for. Memory does not grow with their number. Not
 * thread-safe; closed by who opened it.
 *
 * @since 0.1
 */
public interface EntryStream extends Closeable {
    /**
     * Returns the next entry.
     *
     * @return the entry, or empty at the end
     * @throws VaultikException if the tree cannot be read
     */
    Optional<Entry> next() throws VaultikException;

    @Override
    void close();
}
