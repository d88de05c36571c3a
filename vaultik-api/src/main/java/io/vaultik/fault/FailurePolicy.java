package io.vaultik.fault;

/**
 * What an operation does when single items fail.
 *
 * @since 0.1
 */
public enum FailurePolicy {
    /** The first item error is thrown; nothing becomes visible. */
    FAIL_FAST,
    /** The operation finishes and commits, then throws {@link IncompleteException} with the result. The default. */
    FINISH_THEN_FAIL,
    /** The operation finishes, commits and returns the result; the errors are in it. */
    BEST_EFFORT
}
