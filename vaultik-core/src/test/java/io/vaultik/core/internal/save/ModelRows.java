package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.SessionRows;
import io.vaultik.fault.VaultikException;
import java.util.Map;
import java.util.Set;

/** The rows of a host, and what a writer of plain bytes does with them beside the protocol. */
interface ModelRows extends SessionRows, AutoCloseable {
    /** Notes that the put of a blob was answered; returns its id. */
    int stored(String session, String blob, long state) throws VaultikException;

    /** Notes that a manifest is there (W6). */
    void committed(String session, Set<String> blobs) throws VaultikException;

    /** Returns all blobs, by id. */
    Map<Integer, String> blobs() throws VaultikException;

    @Override
    void close() throws VaultikException;
}
