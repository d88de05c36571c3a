package io.vaultik.repository;

import io.vaultik.fault.ItemError;
import io.vaultik.fault.VaultikException;
import java.io.Closeable;
import java.util.Optional;

/**
 * The errors that were stored with a snapshot, all of them, read as they are asked for. Not thread-safe; closed by who opened
 * it.
 *
 * @since 0.1
 */
public interface ErrorStream extends Closeable {
    /**
     * Returns the next error.
     *
     * @return the error, or empty at the end
     * @throws VaultikException if they cannot be read
     */
    Optional<ItemError> next() throws VaultikException;

    @Override
    void close();
}
