package io.vaultik.fault;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operation came to its end and what it made is visible, but single items failed and were left out. {@link
 * #errors()} says which, {@link #result(Class)} is what the operation would have returned.
 *
 * @since 0.1
 */
public class IncompleteException extends VaultikException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Object result;

    /**
     * Makes an exception.
     *
     * @param errors the items that failed
     * @param result the result of the operation, or null if there is none
     */
    public IncompleteException(Errors errors, @Nullable Object result) {
        super("done, but {} items failed", null, errors.failedCount());
        this.result = result;
        attach(errors);
    }

    /**
     * Returns the result of the operation.
     *
     * @param <T> its type
     * @param type the type of result that the operation returns
     * @return the result, or empty if there is none of this type
     */
    public <T> Optional<T> result(Class<T> type) {
        return type.isInstance(result) ? Optional.of(type.cast(result)) : Optional.empty();
    }
}
