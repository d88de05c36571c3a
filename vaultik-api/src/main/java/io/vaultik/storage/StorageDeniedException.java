package io.vaultik.storage;

import org.jspecify.annotations.Nullable;

/**
 * The storage refuses: no permission, wrong credentials, a read-only medium. Not retryable.
 *
 * @since 0.1
 */
public class StorageDeniedException extends StorageException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public StorageDeniedException(String template, @Nullable Throwable cause, Object... values) {
        super(false, template, cause, values);
    }
}
