package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.TransactionMode;

/**
 * One connection to one SQLite file behind one lock, with its prepared statements; transactions; the translation of
 * errors. Thread-safe: each transaction has the connection to itself.
 *
 * <p>The journal is a write-ahead log with {@code synchronous=NORMAL}. SQLite then syncs the log before it changes the file,
 * and the file before it reuses the log, so the file is never torn; what a power cut can take is the newest transactions,
 * always a suffix of them, and no commit waits for the disk. For a cache that is right: an older catalog costs uploads and
 * nothing else, since every statement in it says "seen at state n" and stays true. The few transactions whose loss would
 * cost more go through {@link #writeDurably}, which waits for the disk and takes all earlier ones with it. Should a file
 * system not be able to keep a shared log, the journal is an ordinary one and every commit waits.
 *
 * <p>The file is never mapped into memory: a bad sector or a file cut off by somebody else would then kill the process
 * instead of giving an exception.
 */
final class Database implements AutoCloseable {
    /** Small, since a chunk row goes to a random page and each changed page is written to the log as a whole. */
    private static final int PAGE_BYTES = 4 << 10;

    /** How many pages the log takes before they are copied into the file: more than usual, since it costs two syncs. */
    private static final int LOG_PAGES = 4_000;

    private static final int CACHE_KIBIBYTES = 16 << 10;
    private static final int KEPT_LOG_BYTES = 64 << 20;
    private static final int ATTEMPTS = 100;

    /** Who has a file open mostly keeps it open: there is little to wait for. */
    private static final Limits ALONE = new Limits(500, 0);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Connection connection;
    private final SqlFaults faults;
    private String synchronous = "NORMAL";
    private boolean closed;

    private Database(Connection connection, SqlFaults faults) {
        this.connection = connection;
        this.faults = faults;
    }

    /** What one transaction does. It must not begin another. */
    @FunctionalInterface
    interface Work<T> {
        T run(Database database) throws SQLException, VaultikException;
    }

    /** What one transaction does when it returns nothing. */
    @FunctionalInterface
    interface Step {
        void run(Database database) throws SQLException, VaultikException;
    }

    /**
     * Opens a file without changing it.
     *
     * @param url the JDBC URL
     * @param faults how errors are reported
     * @param limits the limits
     */
    static Database open(String url, SqlFaults faults, Limits limits) throws VaultikException {
        SQLiteConfig config = new SQLiteConfig();
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout(limits.busyMillis());
        config.setPageSize(PAGE_BYTES);
        try {
            SqliteLibrary.load();
            Database database = new Database(config.createConnection(url), faults);
            try {
                database.execute("PRAGMA trusted_schema=OFF");
                database.execute("PRAGMA cell_size_check=ON");
                database.execute("PRAGMA mmap_size=0");
                database.execute("PRAGMA cache_size=-" + CACHE_KIBIBYTES);
                if (limits.maxPages() > 0) {
                    database.execute("PRAGMA max_page_count=" + limits.maxPages());
                }
                return database;
            } catch (SQLException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw faults.of(e);
        }
    }

    /**
     * Opens a file that nobody else has open, in any process, and keeps others from opening it until this is closed. It is known from the
     * log: only the last one who has it open can give it up.
     *
     * @throws io.vaultik.fault.BusyException if somebody has it open
     * @throws io.vaultik.fault.CatalogCorruptException if it is no database, or damaged
     */
    static Database openAlone(String url, SqlFaults faults) throws VaultikException {
        Database database = open(url, faults, ALONE);
        try {
            database.execute("PRAGMA locking_mode=EXCLUSIVE");
            database.execute("PRAGMA journal_mode=DELETE");
            database.execute("BEGIN EXCLUSIVE");
            return database;
        } catch (SQLException e) {
            database.close();
            throw faults.of(e);
        }
    }

    SqlFaults faults() {
        return faults;
    }

    /** Sets the journal. Called once the file is known to be a catalog, since it changes the file. */
    void useLog() throws VaultikException {
        try {
            boolean shared = switchToLog();
            synchronous = shared ? "NORMAL" : "FULL";
            execute("PRAGMA synchronous=" + synchronous);
            execute("PRAGMA wal_autocheckpoint=" + LOG_PAGES);
            execute("PRAGMA journal_size_limit=" + KEPT_LOG_BYTES);
        } catch (SQLException e) {
            throw faults.of(e);
        }
    }

    /** Runs a transaction that may write. It is there as a whole or not at all. */
    <T> T write(Work<T> work) throws VaultikException {
        lock.lock();
        try {
            checkOpen();
            connection.setAutoCommit(false);
            T result = work.run(this);
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            rollback();
            throw faults.of(e);
        } catch (VaultikException | RuntimeException | Error e) {
            rollback();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** The same for work without a result. */
    void change(Step step) throws VaultikException {
        this.<Boolean>write(database -> {
            step.run(database);
            return true;
        });
    }

    /** The same, and the transaction and all before it survive a power cut once this returns. */
    void writeDurably(Step step) throws VaultikException {
        lock.lock();
        try {
            checkOpen();
            execute("PRAGMA synchronous=FULL");
            try {
                change(step);
            } finally {
                execute("PRAGMA synchronous=" + synchronous);
            }
        } catch (SQLException e) {
            throw faults.of(e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs one query; no transaction is held when it returns. */
    <T> T query(Work<T> work) throws VaultikException {
        lock.lock();
        try {
            checkOpen();
            return work.run(this);
        } catch (SQLException e) {
            throw faults.of(e);
        } finally {
            lock.unlock();
        }
    }

    /** Runs several queries that see one state of the file; they pay for locking it once. */
    void read(Step step) throws VaultikException {
        lock.lock();
        try {
            checkOpen();
            execute("BEGIN");
            try {
                step.run(this);
            } finally {
                execute("COMMIT");
            }
        } catch (SQLException e) {
            throw faults.of(e);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the statement for a text, prepared once. For use inside a transaction or query only. */
    PreparedStatement sql(String text) throws SQLException {
        PreparedStatement known = statements.get(text);
        if (known == null) {
            known = connection.prepareStatement(text);
            statements.put(text, known);
        }
        return known;
    }

    /** Runs a prepared statement with these values: byte[], String, Long or Integer, or null. */
    int update(String text, Object... values) throws SQLException {
        PreparedStatement statement = sql(text);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
    }

    /** Runs a query with these values; the caller closes the result. */
    ResultSet select(String text, Object... values) throws SQLException {
        PreparedStatement statement = sql(text);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement.executeQuery();
    }

    /** Runs a query for one number, which must have a row. */
    long number(String text, Object... values) throws SQLException, VaultikException {
        try (ResultSet rows = select(text, values)) {
            if (!rows.next()) {
                throw faults.corrupt("lacks a row");
            }
            return rows.getLong(1);
        }
    }

    /** Returns a column as bytes; the driver has null for an empty one. */
    static byte[] bytes(ResultSet rows, int column) throws SQLException {
        byte[] bytes = rows.getBytes(column);
        return bytes == null ? new byte[0] : bytes;
    }

    void execute(String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    /** Closes the connection; a transaction of another thread ends first. A second call does nothing. */
    @Override
    public void close() throws VaultikException {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                for (PreparedStatement statement : statements.values()) {
                    statement.close();
                }
                connection.close();
            }
        } catch (SQLException e) {
            throw faults.of(e);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the catalog is closed");
        }
    }

    /**
     * Ends a transaction in whatever state it is. SQLite may have rolled it back itself, or never begun it; the driver's
     * own flag says nothing about that. So both are told, and an answer "there is none" is what is wanted.
     */
    private void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // Nothing was open.
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // Nothing was open; the flag is set before the driver tries.
        }
    }

    /**
     * Switches to the log. While another process does the same, SQLite answers "busy" at once instead of waiting; an empty
     * transaction in between waits for it.
     */
    private boolean switchToLog() throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (Statement statement = connection.createStatement();
                    ResultSet mode = statement.executeQuery("PRAGMA journal_mode=WAL")) {
                return mode.next() && "wal".equals(mode.getString(1));
            } catch (SQLException e) {
                if ((e.getErrorCode() & 0xFF) != 5 || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            execute("BEGIN IMMEDIATE");
            execute("ROLLBACK");
        }
    }
}
