package io.vaultik.core.storage;

/**
 * One call of a storage.
 *
 * @param verb what was called
 * @param key the key, or the prefix of a listing
 * @since 0.1
 */
public record StorageCall(StorageVerb verb, String key) {}
