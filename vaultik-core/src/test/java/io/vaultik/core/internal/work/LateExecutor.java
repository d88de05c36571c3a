package io.vaultik.core.internal.work;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Keeps what it is given, and runs it when the test says so: never, or after the operation has ended. */
final class LateExecutor implements Executor {
    private final List<Runnable> kept = new ArrayList<>();

    @Override
    public synchronized void execute(Runnable command) {
        kept.add(command);
    }

    synchronized int size() {
        return kept.size();
    }

    /** Runs everything kept so far, on the calling thread. */
    synchronized void runAll() {
        kept.forEach(Runnable::run);
        kept.clear();
    }
}
