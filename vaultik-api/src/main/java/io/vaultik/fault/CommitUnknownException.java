package io.vaultik.fault;

import org.jspecify.annotations.Nullable;

/**
 * The last step of a write had no answer, so the snapshot is either complete and visible, or absent. List the snapshots to
 * learn which; repeating the operation is safe.
 *
 * @since 0.1
 */
public class CommitUnknownException extends VaultikException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names
     */
    public CommitUnknownException(String template, @Nullable Throwable cause, Object... values) {
        super(template, cause, values);
    }
}
