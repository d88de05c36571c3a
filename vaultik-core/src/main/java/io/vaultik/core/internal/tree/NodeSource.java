package io.vaultik.core.internal.tree;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.fault.VaultikException;

/** Reads chunks, checked against their digests. */
@FunctionalInterface
public interface NodeSource {
    /**
     * Reads a chunk.
     *
     * @param location where it lies
     * @return its bytes; must not be changed
     * @throws VaultikException if it cannot be read or is damaged
     */
    byte[] read(ChunkLocation location) throws VaultikException;
}
