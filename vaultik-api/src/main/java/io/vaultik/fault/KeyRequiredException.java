package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The operation must read encrypted content, and no identity was given; or it must encrypt, and no recipient was given or
 * pinned. Nothing was read or written.
 *
 * @since 0.1
 */
public class KeyRequiredException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public KeyRequiredException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
