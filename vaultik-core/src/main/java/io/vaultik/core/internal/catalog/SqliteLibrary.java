package io.vaultik.core.internal.catalog;

import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads the native library of SQLite, once in a process and on a thread of its own: the driver starts a program to learn what
 * system it runs on, and forgets that the thread was interrupted while it waited for that program. Thread-safe.
 */
final class SqliteLibrary {
    private static final FutureTask<Boolean> LOADING = new FutureTask<>(SQLiteJDBCLoader::initialize);

    private SqliteLibrary() {}

    /**
     * Returns when the library is there. An interrupt is kept for the caller to find, and does not end the waiting.
     *
     * @throws SQLException if there is none for this system, or it cannot be unpacked
     */
    static void load() throws SQLException {
        begin();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    LOADING.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new SQLException("the library of SQLite cannot be loaded: " + e.getCause(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts the loading, unless it was started before; the thread ends with it. A task that has run does not run again. */
    private static void begin() {
        if (!LOADING.isDone()) {
            Thread loader = new Thread(LOADING, "vaultik-sqlite");
            loader.setDaemon(true);
            loader.start();
        }
    }
}
