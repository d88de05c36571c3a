package io.vaultik.progress;

/**
 * Is told of every operation of a repository. A listener that throws is logged once and ignored from then on.
 *
 * @since 0.1
 */
public interface RepositoryListener {
    /**
     * An operation begins.
     *
     * @param kind its kind, such as {@code snapshot} or {@code restore}
     * @param operationId the id that its report will carry
     */
    default void operationStarted(String kind, String operationId) {}

    /**
     * An operation has ended, well or not.
     *
     * @param report what it did
     */
    default void operationEnded(OperationReport report) {}
}
