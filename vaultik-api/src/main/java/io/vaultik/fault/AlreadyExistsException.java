package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * What was to be made exists already: a repository at this storage, a snapshot id. Nothing was changed.
 *
 * @since 0.1
 */
public class AlreadyExistsException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public AlreadyExistsException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
