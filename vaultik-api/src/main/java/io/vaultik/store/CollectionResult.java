package io.vaultik.store;

import java.util.List;

/**
 * What a collection of unreferenced objects found and did.
 *
 * @param manifests manifests that were read
 * @param objects objects that were there when it counted
 * @param unreferenced those of them that no manifest names
 * @param unreferencedBytes their bytes
 * @param deleted objects that were deleted; fewer than are unreferenced while a push is under way
 * @param deletedBytes their bytes
 * @param blockedBy pushes that began too long ago for anything more to be deleted while they are there
 * @param sessions all sessions that were there, but for that of the collection
 * @param calls calls to the storages
 * @since 0.1
 */
public record CollectionResult(
        long manifests,
        long objects,
        long unreferenced,
        long unreferencedBytes,
        long deleted,
        long deletedBytes,
        List<StoreSession> blockedBy,
        List<StoreSession> sessions,
        long calls) {
    /**
     * Copies the lists.
     *
     * @param manifests manifests that were read
     * @param objects objects that were there when it counted
     * @param unreferenced those of them that no manifest names
     * @param unreferencedBytes their bytes
     * @param deleted objects that were deleted
     * @param deletedBytes their bytes
     * @param blockedBy pushes that block
     * @param sessions all sessions
     * @param calls calls to the storages
     */
    public CollectionResult {
        blockedBy = List.copyOf(blockedBy);
        sessions = List.copyOf(sessions);
    }
}
