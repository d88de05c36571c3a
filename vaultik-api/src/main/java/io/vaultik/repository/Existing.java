package io.vaultik.repository;

/**
 * What a restore does with what is in its target already.
 *
 * @since 0.1
 */
public enum Existing {
    /** A target that is not empty is refused before anything is written. The default. */
    FAIL,
    /** Existing files stay as they are; what is missing is added. */
    KEEP,
    /** Existing files are replaced, each atomically. */
    REPLACE
}
