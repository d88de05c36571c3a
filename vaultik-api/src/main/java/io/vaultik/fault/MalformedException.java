package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that were read do not have the shape that the format prescribes: a cut or overlong object, a bad number, a
 * length beyond its limit. The message names the object and the place. Repeating does not help; the object is damaged or
 * was not written by this software.
 *
 * @since 0.1
 */
public class MalformedException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public MalformedException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
