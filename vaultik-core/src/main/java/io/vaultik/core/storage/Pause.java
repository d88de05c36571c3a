package io.vaultik.core.storage;

import java.time.Duration;

/**
 * How a thread waits. Tests give one that notes the time and returns.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Pause {
    /**
     * Waits.
     *
     * @param time how long, not negative
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    void await(Duration time) throws InterruptedException;
}
