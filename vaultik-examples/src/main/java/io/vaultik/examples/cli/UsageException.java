package io.vaultik.examples.cli;

import java.util.function.Supplier;

/** The command line was used in a wrong way; the message says what is right. Nothing was done. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }

    /**
     * Hands values of a user to something that checks them.
     *
     * @param <T> what comes out
     * @param use takes the values
     * @return what it returns
     * @throws UsageException with the message of the {@link IllegalArgumentException} that it threw
     */
    static <T> T checked(Supplier<T> use) {
        try {
            return use.get();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
