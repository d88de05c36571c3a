package io.vaultik.core.internal.work;

import io.vaultik.fault.CancelledException;

/** Ends long work of a thread that was interrupted, where no call that waits would end it. */
public final class Interrupts {
    private Interrupts() {}

    /**
     * Looks whether this thread is interrupted.
     *
     * @throws CancelledException if it is; its interrupt flag stays set
     */
    public static void check() throws CancelledException {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the operation was interrupted", null);
        }
    }
}
