package io.vaultik.storage;

import io.vaultik.fault.VaultikException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A storage could not do what it was asked for. The message names verb and key, and never a secret.
 *
 * @since 0.1
 */
public class StorageException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /** Whether the same call may succeed when it is repeated. */
    private final boolean retryable;
    /** The shortest time to wait before the call is repeated, or null if the storage asked for none. */
    private final @Nullable Duration retryAfter;

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
        this.retryAfter = null;
    }

    /**
     * Makes a retryable exception of a storage that said how long to wait, as HTTP does with {@code Retry-After}.
     *
     * @param retryAfter the shortest time to wait before the call is repeated, not negative
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     * @throws IllegalArgumentException if the time is negative
     */
    public StorageException(Duration retryAfter, String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("a time to wait is not negative: " + retryAfter);
        }
        this.retryable = true;
        this.retryAfter = retryAfter;
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

    /**
     * Returns the shortest time to wait before the call is repeated.
     *
     * @return what the storage asked for, or empty if it asked for nothing
     */
    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
