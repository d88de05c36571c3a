package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The repository, or one of its objects, was written by a newer version of the format. Nothing was read from it or changed
 * in it; newer software is needed.
 *
 * @since 0.1
 */
public class UnsupportedFormatException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public UnsupportedFormatException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
