package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The folder to restore into holds something already, and existing files were not to be touched. Nothing was written.
 *
 * @since 0.1
 */
public class TargetNotEmptyException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public TargetNotEmptyException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
