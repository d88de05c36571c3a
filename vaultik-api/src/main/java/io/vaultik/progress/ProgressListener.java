package io.vaultik.progress;

/**
 * Is told how far an operation has come: a few times a second at most, by one thread at a time, and always once at the
 * end, also after a failure. A listener that throws is logged once and not called again; the operation goes on.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Called with the current state. It should return quickly: it runs on a thread that has work to do.
     *
     * @param progress the state
     */
    void progress(Progress progress);
}
