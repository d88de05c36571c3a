package io.vaultik.repository;

/**
 * How deep a verification looks.
 *
 * @since 0.1
 */
public enum VerifyLevel {
    /** Every blob is there with its length; manifests are signed; records have their digest. No key, no content is read. */
    QUICK,
    /** The bytes of every blob hash to its name. No key. */
    DEEP,
    /** Every chunk of every file is decrypted and hashes to its digest, and every tree can be read. With the identity. */
    CONTENT
}
