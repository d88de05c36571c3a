package io.vaultik.core.internal.gc;

import java.util.List;

/**
 * What a maintainer found and did.
 *
 * @param listed blobs that were there at its first count
 * @param unreferenced those of them that nothing names
 * @param unreferencedBytes their bytes
 * @param condemned blobs that it condemned
 * @param deleted blobs that it deleted
 * @param deletedBytes their bytes
 * @param blockedBy writers that keep it from going on
 */
public record CollectionFigures(
        long listed,
        long unreferenced,
        long unreferencedBytes,
        long condemned,
        long deleted,
        long deletedBytes,
        List<OpenSession> blockedBy) {}
