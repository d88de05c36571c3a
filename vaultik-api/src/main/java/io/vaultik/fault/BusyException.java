package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * Something else is at work and this operation would disturb it: another run of the same series, another process that holds
 * the catalog. Nothing was changed; the same call may be repeated later.
 *
 * @since 0.1
 */
public class BusyException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public BusyException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
