package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * What was asked for does not exist: a repository, a snapshot, a path in a snapshot, a source. Nothing was changed.
 *
 * @since 0.1
 */
public class NotFoundException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public NotFoundException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
