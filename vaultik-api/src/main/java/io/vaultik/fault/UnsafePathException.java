package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * A path from a snapshot would leave the folder to restore into, or would pass through a symbolic link there. That entry was
 * not written.
 *
 * @since 0.1
 */
public class UnsafePathException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public UnsafePathException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
