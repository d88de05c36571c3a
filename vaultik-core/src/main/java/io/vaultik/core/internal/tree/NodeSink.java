package io.vaultik.core.internal.tree;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Node;
import io.vaultik.fault.VaultikException;

/** Stores nodes, or finds those that are stored already. */
public interface NodeSink {
    /**
     * Stores a node. Locations in it that name the empty blob mean the blob that is being filled, so this blob is not changed for
     * another one before the node is in it.
     *
     * @param node the node
     * @return a reference for {@link #locate}
     * @throws VaultikException if it cannot be stored
     */
    long store(Node node) throws VaultikException;

    /**
     * Tells where a node lies.
     *
     * @param reference what {@link #store} returned
     * @return its location; the blob is empty if it is the one that is being filled
     * @throws VaultikException if the segment that holds it cannot be closed
     */
    ChunkLocation locate(long reference) throws VaultikException;

    /**
     * Called when no location that was handed out is waiting to be stored: the blob that is being filled may be changed for
     * another one.
     *
     * @throws VaultikException if the blob cannot be finished
     */
    void mayRoll() throws VaultikException;
}
