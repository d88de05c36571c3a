package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted, or the repository was closed, while the operation ran. Workers were stopped and joined,
 * nothing partial is visible, and the interrupt flag of the calling thread is set.
 *
 * @since 0.1
 */
public class CancelledException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public CancelledException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
