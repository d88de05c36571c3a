package io.vaultik.fault;

/**
 * One thing that an operation reports about one item.
 *
 * @param kind what happened to the item
 * @param item the item; for an {@link Kind#ALERT} the operation itself
 * @param cause the short, stable name of the reason: a simple class name of an exception, or a documented word
 * @param message one line for people; user-derived values other than the item's name do not stand in it
 * @since 0.1
 */
public record ItemError(Kind kind, Item item, String cause, String message) {

    /** What happened to an item. */
    public enum Kind {
        /** It failed and was left out. */
        FAILED,
        /** It was left out for a documented, permanent reason; nothing is wrong. */
        SKIPPED,
        /** Nothing was left out, but somebody should know. */
        ALERT
    }
}
