package io.vaultik.storage;

import java.time.Instant;

/**
 * What a storage knows of one object.
 *
 * @param key its key
 * @param length its length in bytes
 * @param modified when it was stored, by the clock of the storage
 * @since 0.1
 */
public record ObjectInfo(ObjectKey key, long length, Instant modified) {}
