package io.vaultik.examples.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends a run cleanly on SIGINT and SIGTERM: the runtime starts its shutdown, a hook interrupts the main thread, whose operation
 * cancels itself and removes what is half-done, and waits for it. The exit code is the runtime's own, 128 and the number of the
 * signal: 130 for SIGINT.
 */
final class Interrupts {
    private static final long MAX_WAIT_SECONDS = 10;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final AtomicBoolean interrupted = new AtomicBoolean();

    private Interrupts() {}

    /** Watches over the calling thread. */
    static Interrupts install() {
        Interrupts interrupts = new Interrupts();
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupts.end(main), "vaultik-interrupt"));
        return interrupts;
    }

    /**
     * Says that the watched thread is done.
     *
     * @return false if the runtime is shutting down already, so that {@link System#exit} would wait for ever
     */
    boolean finish() {
        finished.countDown();
        return !interrupted.get();
    }

    private void end(Thread main) {
        if (finished.getCount() == 0) {
            return;
        }
        interrupted.set(true);
        main.interrupt();
        try {
            if (!finished.await(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("vaultik: the operation did not end in time; the next run cleans up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
