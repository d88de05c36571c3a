package io.vaultik.core.internal.tree;

import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;

/** What becomes of the parts of a tree that cannot be read. */
@FunctionalInterface
public interface Gaps {
    /** Ends the reading at the first of them. */
    Gaps NONE = (first, cause) -> {
        throw cause;
    };

    /**
     * Takes note of a node that cannot be read; on return the reading goes on behind it.
     *
     * @param first the first path that is lost; how many there are nobody can say
     * @param cause why
     * @throws VaultikException to end the reading
     */
    void lost(EntryPath first, VaultikException cause) throws VaultikException;
}
