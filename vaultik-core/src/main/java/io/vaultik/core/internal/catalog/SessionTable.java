package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The sessions of this catalog that have not come to their end. Its methods run inside a transaction of the caller. */
final class SessionTable {
    private SessionTable() {}

    static void begin(Database db, SessionRow row) throws SQLException {
        db.update(
                "INSERT OR REPLACE INTO session VALUES (?, ?, ?, ?)",
                row.dir(),
                row.commitKey(),
                row.series(),
                row.started().toEpochMilli());
    }

    static List<SessionRow> all(Database db) throws SQLException, VaultikException {
        List<SessionRow> sessions = new ArrayList<>();
        try (ResultSet rows = db.select("SELECT dir, commit_key, series, started FROM session ORDER BY dir")) {
            while (rows.next()) {
                sessions.add(new SessionRow(
                        rows.getString(1),
                        rows.getString(2),
                        Database.bytes(rows, 3),
                        Instant.ofEpochMilli(rows.getLong(4))));
            }
        }
        return sessions;
    }

    /** Removes a session and what only it needs: reserved blobs, pending entries, a generation that is not current. */
    static void end(Database db, String dir) throws SQLException {
        BlobTable.dropUnsealed(db, dir);
        db.update("DELETE FROM pending WHERE session = ?", dir);
        GenerationTable.dropUncommitted(db, dir);
        db.update("DELETE FROM session WHERE dir = ?", dir);
    }

    /**
     * Removes a session that left nothing. Its blobs are retired instead of deleted: a run of another series, alive in
     * another process, may have met one of them and still needs its directory. Nobody starts to use them, and the next LIST
     * removes them.
     */
    static void drop(Database db, String dir) throws SQLException {
        BlobTable.retire(db, dir);
        end(db, dir);
    }

    /** Commits a dead session whose manifest was found. */
    static void committed(Database db, String dir, Collection<byte[]> names) throws SQLException, VaultikException {
        BlobTable.committed(db, names);
        GenerationTable.promoteOf(db, dir);
        end(db, dir);
    }
}
