package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * A local disk, its quota or a stated limit is exhausted: catalog, spool or restore target. Nothing was lost; make room and
 * repeat.
 *
 * @since 0.1
 */
public class NoSpaceException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public NoSpaceException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
