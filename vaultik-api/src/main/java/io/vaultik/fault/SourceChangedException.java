package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * A file changed each time it was read. It is stored as it was read last, which may be no state that it ever had.
 *
 * @since 0.1
 */
public class SourceChangedException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public SourceChangedException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
