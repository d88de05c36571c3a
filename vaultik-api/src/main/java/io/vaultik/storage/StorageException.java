package io.vaultik.storage;

import io.vaultik.fault.VaultikException;
import org.jspecify.annotations.Nullable;

/**
 * A storage could not do what it was asked for. The message names verb and key, and never a secret.
 *
 * @since 0.1
 */
public class StorageException extends VaultikException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * Makes an exception.
     *
     * @param retryable whether the same call may succeed when it is repeated
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public StorageException(boolean retryable, String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
        this.retryable = retryable;
    }

    /**
     * Tells whether the same call may succeed when it is repeated: true for time-outs, resets and throttling, false for
     * a missing permission, a full disk or a wrong range.
     *
     * @return true if repeating makes sense
     */
    public final boolean retryable() {
        return retryable;
    }
}
