package io.vaultik.core.internal.format;

import io.vaultik.repository.EntryPath;

/**
 * One child of an inner node.
 *
 * @param first the first path below the child
 * @param location where the child lies
 * @param entries how many entries there are below it
 */
public record TreeChild(EntryPath first, ChunkLocation location, long entries) {}
