package io.vaultik.storage;

import org.jspecify.annotations.Nullable;

/**
 * The storage has no room left: a full disk, an exhausted quota. Not retryable.
 *
 * @since 0.1
 */
public class StorageFullException extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public StorageFullException(String template, @Nullable Throwable cause, Object... values) {
        super(false, template, cause, values);
    }
}
