package io.vaultik.core.internal.work;

/** What is done with each of several things. */
@FunctionalInterface
public interface IndexedStep {
    /**
     * Does it.
     *
     * @param index which one, from 0
     * @throws Exception if the operation as a whole cannot succeed
     */
    void on(int index) throws Exception;
}
