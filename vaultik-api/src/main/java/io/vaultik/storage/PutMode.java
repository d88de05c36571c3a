package io.vaultik.storage;

/**
 * What {@link ObjectStorage#put} does with an object that is there already.
 *
 * @since 0.1
 */
public enum PutMode {
    /** It is an error. Used for small objects only; a storage may refuse it above 64 MiB. */
    CREATE,
    /** It is replaced, atomically: a reader sees the old bytes or the new ones. */
    REPLACE
}
