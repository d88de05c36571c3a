package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * A local folder or an object belongs to another repository than the one at hand, so it is not used. Point to the right one,
 * or remove it.
 *
 * @since 0.1
 */
public class WrongRepositoryException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public WrongRepositoryException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
