package io.vaultik.storage;

/**
 * What a storage can do beyond putting and reading.
 *
 * @since 0.1
 */
public enum Capability {
    /** Of several concurrent creations of one key exactly one succeeds. */
    ATOMIC_CREATE,
    /** Objects can be listed. */
    LIST,
    /** Objects can be deleted. */
    DELETE,
    /** Several small objects are stored sooner by one {@link ObjectStorage#putAll} than one by one. */
    BULK_PUT,
    /** The storage keeps a SHA-256 of each object and can tell it. */
    CHECKSUM_SHA256
}
