package io.vaultik.fault;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A whole operation failed. Each subclass means one thing that a caller can do about it; catch this one for "it did not
 * work", the subclasses where the difference matters.
 *
 * <p>It extends {@link IOException}, so that the streams and channels which this library hands out can throw it.
 *
 * <p>Messages are written for people: one line, naming what failed and where. {@link #getMessage()} may go to a log and
 * shows user-derived values concealed; {@link #plainMessage()} shows them as they are.
 *
 * @since 0.1
 */
public class VaultikException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The message with user-derived values in clear, one line. */
    private final String plainMessage;

    private transient @Nullable Errors errors;

    /**
     * Makes an exception.
     *
     * @param template the message; each {@code {}} stands for the next of {@code values}
     * @param cause what led to it, or null
     * @param values what the message names; a {@link Concealed} is concealed in {@link #getMessage()}
     */
    public VaultikException(String template, @Nullable Throwable cause, Object... values) {
        super(fill(template, false, values), cause);
        this.plainMessage = fill(template, true, values);
    }

    /**
     * Returns the message with user-derived values in clear: for the person who ran the operation, not for a log.
     *
     * @return one line of text
     */
    public final String plainMessage() {
        return plainMessage;
    }

    /**
     * Returns what an operation had collected when it failed, with this failure in it.
     *
     * @return the errors; those of this exception alone where no operation was running
     */
    public final Errors errors() {
        Errors known = errors;
        return known != null ? known : Errors.ofFailure(this);
    }

    /**
     * Attaches what the failing operation had collected. Called by the engine before it throws; later calls replace it.
     *
     * @param collected the errors until now, this failure included
     */
    public final void attach(Errors collected) {
        this.errors = collected;
    }

    private static String fill(String template, boolean plain, Object... values) {
        StringBuilder text = new StringBuilder(template.length() + 32);
        int from = 0;
        for (Object value : values) {
            int at = template.indexOf("{}", from);
            if (at < 0) {
                break;
            }
            text.append(template, from, at).append(plain && value instanceof Concealed c ? c.value() : value);
            from = at + 2;
        }
        return text.append(template, from, template.length()).toString();
    }
}
