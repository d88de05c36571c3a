package io.vaultik.repository;

/**
 * Why a snapshot stays.
 *
 * @since 0.1
 */
public enum KeptBy {
    /** It is one of the newest, {@link RetentionPolicy.Builder#keepLast}. */
    LAST,
    /** It is the newest of its hour. */
    HOURLY,
    /** It is the newest of its day. */
    DAILY,
    /** It is the newest of its week, from Monday to Sunday. */
    WEEKLY,
    /** It is the newest of its month. */
    MONTHLY,
    /** It is the newest of its year. */
    YEARLY,
    /** It is young enough, {@link RetentionPolicy.Builder#keepWithin}. */
    WITHIN,
    /** It is one of the newest, {@link RetentionPolicy.Builder#keepAtLeast}. */
    AT_LEAST,
    /** It is pinned, {@link Repository#pin}. */
    PINNED,
    /** It is dated in the future, so that a clock is or was wrong: whether it is old cannot be said. */
    FUTURE
}
