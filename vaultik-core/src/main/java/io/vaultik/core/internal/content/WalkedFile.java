package io.vaultik.core.internal.content;

import org.jspecify.annotations.Nullable;

/**
 * A file that is to be hashed.
 *
 * @param directory where it stands
 * @param name its path in the manifest
 * @param permissions as its entry says
 * @param linkBytes the length of the link that leads to it, or -1 if it is no link
 * @param stat of what is read
 * @param cacheKey its key in the cache of digests, or null
 */
record WalkedFile(
        WalkedDirectory directory,
        byte[] name,
        int permissions,
        long linkBytes,
        NodeStat stat,
        byte @Nullable [] cacheKey) {}
