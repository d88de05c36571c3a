package io.vaultik.storage;

import java.time.Instant;

/**
 * An upload of which parts are in a storage, and no object yet. Either somebody is making it, or its process was killed: only its age
 * tells.
 *
 * @param key the key under which an object would have appeared
 * @param id the storage's own name of the upload; several uploads may have one key
 * @param begun when it was begun, by the clock of the storage
 * @since 0.1
 */
public record UnfinishedUpload(ObjectKey key, String id, Instant begun) {}
