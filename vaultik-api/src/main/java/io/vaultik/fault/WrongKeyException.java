package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * None of the given identities can open what was encrypted: it was encrypted to other recipients.
 *
 * @since 0.1
 */
public class WrongKeyException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public WrongKeyException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
