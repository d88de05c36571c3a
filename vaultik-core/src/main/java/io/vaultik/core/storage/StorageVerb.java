package io.vaultik.core.storage;

import java.util.Locale;

/**
 * The calls of {@link io.vaultik.storage.ObjectStorage}, to count them and to name them in messages.
 *
 * @since 0.1
 */
public enum StorageVerb {
    /** {@link io.vaultik.storage.ObjectStorage#put}. */
    PUT,
    /** {@link io.vaultik.storage.ObjectStorage#open}. */
    OPEN,
    /** {@link io.vaultik.storage.ObjectStorage#read}. */
    READ,
    /** {@link io.vaultik.storage.ObjectStorage#stat}. */
    STAT,
    /** {@link io.vaultik.storage.ObjectStorage#list}. */
    LIST,
    /** {@link io.vaultik.storage.ObjectStorage#delete} and {@link io.vaultik.storage.ObjectStorage#deleteAll}. */
    DELETE;

    /** Returns the verb as messages show it, such as {@code put}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
