package io.vaultik.core.internal.tree;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectNotFoundException;
import org.jspecify.annotations.Nullable;

/** Says where a tree was built again, whose nodes go while it is read. */
@FunctionalInterface
public interface Regrowth {
    /** There is no other tree. */
    Regrowth NONE = missing -> null;

    /**
     * Looks for a newer tree of the same entries.
     *
     * @param missing a node that is gone
     * @return where the root of the newer tree lies, whose nodes the same source reads; null if there is none
     * @throws VaultikException if that cannot be found out
     */
    @Nullable
    ChunkLocation newRoot(ObjectNotFoundException missing) throws VaultikException;
}
