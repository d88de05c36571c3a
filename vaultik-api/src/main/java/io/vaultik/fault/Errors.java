package io.vaultik.fault;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in one operation: the failure that ended it, if any, and what is known of single items, in the order of
 * occurrence and without duplicates. Immutable.
 *
 * <p>Up to {@link #MAX_ITEMS} items are held; the counts are exact. A snapshot stores all of them, to be read back with
 * {@code Repository.errors(id)}.
 *
 * @since 0.1
 */
public final class Errors {
    /** How many items one instance holds at most. */
    public static final int MAX_ITEMS = 1_000;

    private static final Errors NONE = new Errors(null, List.of(), 0, 0, 0);

    private final @Nullable VaultikException failure;
    private final List<ItemError> items;
    private final long failedCount;
    private final long skippedCount;
    private final long alertCount;

    private Errors(@Nullable VaultikException failure, List<ItemError> items, long failed, long skipped, long alerts) {
        this.failure = failure;
        this.items = items;
        this.failedCount = failed;
        this.skippedCount = skipped;
        this.alertCount = alerts;
    }

    /**
     * Returns the value that says that nothing went wrong.
     *
     * @return no errors
     */
    public static Errors none() {
        return NONE;
    }

    /**
     * Returns errors that consist of one failure.
     *
     * @param failure what ended the operation
     * @return the errors
     */
    public static Errors ofFailure(VaultikException failure) {
        return new Errors(failure, List.of(), 0, 0, 0);
    }

    /**
     * Makes a value from its parts.
     *
     * @param failure what ended the operation, or null
     * @param items the first items, at most {@link #MAX_ITEMS}
     * @param failed how many items failed in all
     * @param skipped how many were skipped in all
     * @param alerts how many alerts there were in all
     * @return the errors
     * @throws IllegalArgumentException if there are more than {@link #MAX_ITEMS} items
     */
    public static Errors of(
            @Nullable VaultikException failure, List<ItemError> items, long failed, long skipped, long alerts) {
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("at most " + MAX_ITEMS + " items, not " + items.size());
        }
        return new Errors(failure, List.copyOf(items), failed, skipped, alerts);
    }

    /**
     * Returns what ended the operation.
     *
     * @return the failure, or empty if the operation came to its end
     */
    public Optional<VaultikException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Returns the first items, of all kinds.
     *
     * @return an immutable list, in the order of occurrence
     */
    public List<ItemError> items() {
        return items;
    }

    /**
     * Returns how many items failed and were left out.
     *
     * @return the exact count, which may exceed what {@link #items()} holds
     */
    public long failedCount() {
        return failedCount;
    }

    /**
     * Returns how many items were skipped for a documented reason.
     *
     * @return the exact count
     */
    public long skippedCount() {
        return skippedCount;
    }

    /**
     * Returns how many alerts were raised.
     *
     * @return the exact count
     */
    public long alertCount() {
        return alertCount;
    }

    /**
     * Tells whether nothing failed: no failure and no failed item. Skipped items and alerts do not count.
     *
     * @return true if the operation is complete
     */
    public boolean isEmpty() {
        return failure == null && failedCount == 0;
    }

    /**
     * Throws if something failed.
     *
     * @throws VaultikException the failure, or {@link IncompleteException} if items failed
     */
    public void orThrow() throws VaultikException {
        if (failure != null) {
            throw failure;
        }
        if (failedCount > 0) {
            throw new IncompleteException(this, null);
        }
    }

    @Override
    public String toString() {
        return "Errors[failure=" + (failure == null ? "none" : failure.getMessage()) + ", failed=" + failedCount
                + ", skipped=" + skippedCount + ", alerts=" + alertCount + "]";
    }
}
