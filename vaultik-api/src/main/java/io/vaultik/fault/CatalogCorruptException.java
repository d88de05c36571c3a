package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The local catalog cannot be read. It is only a cache: drop it and repeat, and the next run fills it again.
 *
 * @since 0.1
 */
public class CatalogCorruptException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public CatalogCorruptException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
