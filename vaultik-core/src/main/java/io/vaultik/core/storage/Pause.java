package io.vaultik.core.storage;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How a thread waits. Tests give one that notes the time and returns.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Pause {
    /** Waits as long as it is told. */
    Pause REAL = time -> {
        boolean acquired = new Semaphore(0).tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
        if (acquired) {
            throw new IllegalStateException("nobody releases this semaphore");
        }
    };

    /**
     * Waits.
     *
     * @param time how long, not negative
     * @throws InterruptedException if the thread is interrupted before or meanwhile
     */
    void await(Duration time) throws InterruptedException;
}
