package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;

/**
 * Where temporary files come from. An interface, so that a test can fill the disk or watch what is spooled.
 *
 * <p>Implementations are thread-safe.
 */
public interface Spool {
    /**
     * Makes an empty file. The caller closes it.
     *
     * @return a file of its own
     * @throws io.vaultik.fault.NoSpaceException if the disk is full
     * @throws VaultikException if the file cannot be made
     */
    SpoolFile create() throws VaultikException;
}
