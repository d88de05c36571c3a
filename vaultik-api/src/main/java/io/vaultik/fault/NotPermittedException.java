package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The storage, the file system or an option forbids the operation: a read-only storage, a refused access, a recipient other
 * than the pinned ones. Repeating does not help; the permission must change.
 *
 * @since 0.1
 */
public class NotPermittedException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public NotPermittedException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
