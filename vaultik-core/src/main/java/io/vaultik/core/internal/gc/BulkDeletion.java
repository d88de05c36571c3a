package io.vaultik.core.internal.gc;

import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectKey;
import java.util.List;

/** How many objects are deleted. */
@FunctionalInterface
public interface BulkDeletion {
    /**
     * Deletes objects; that there is none is success.
     *
     * @param keys their keys
     * @throws io.vaultik.storage.StorageException if one of them could not be deleted; others may be gone
     * @throws VaultikException if it is interrupted; some may be gone, and no deletion is under way any more
     */
    void delete(List<ObjectKey> keys) throws VaultikException;
}
