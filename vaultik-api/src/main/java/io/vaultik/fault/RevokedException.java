package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The writer was revoked by a maintainer before it could commit: it was taken for dead. No snapshot was made; repeat the
 * operation.
 *
 * @since 0.1
 */
public class RevokedException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public RevokedException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
