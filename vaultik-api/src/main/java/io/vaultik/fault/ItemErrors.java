package io.vaultik.fault;

/**
 * Collects what happens to single items while an operation goes on. Handed to sources and targets of applications.
 *
 * <p>Thread-safe. Under {@link FailurePolicy#FAIL_FAST} {@link #failed} throws.
 *
 * @since 0.1
 */
public interface ItemErrors {
    /**
     * Reports an item that failed and is left out.
     *
     * @param item the item
     * @param cause why
     * @throws VaultikException the failure, if the operation is to stop at the first one
     */
    void failed(Item item, Throwable cause) throws VaultikException;

    /**
     * Reports an item that is left out for a permanent reason which is no failure.
     *
     * @param item the item
     * @param reason a short, documented word, such as {@code vanished} or {@code socket}
     */
    void skipped(Item item, String reason);

    /**
     * Reports something that somebody should know although nothing was left out.
     *
     * @param text one line; no user-derived values
     */
    void alert(String text);
}
