package io.vaultik.core.internal.catalog;

import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The known entries of each series and of unfinished runs. Its methods run inside a transaction of the caller. */
final class GenerationTable {
    private GenerationTable() {}

    static long create(Database db, byte[] series, String session, String snapshot, Instant walkStarted)
            throws SQLException, VaultikException {
        db.update(
                "INSERT INTO generation (series, session, snapshot, walk_started, blocks, complete, current)"
                        + " VALUES (?, ?, ?, ?, 0, 0, 0)",
                series,
                session,
                snapshot,
                walkStarted.toEpochMilli());
        return db.number("SELECT last_insert_rowid()");
    }

    static void addBlock(Database db, long generation, byte[] block) throws SQLException, VaultikException {
        refuseGone(
                db, db.update("UPDATE generation SET blocks = blocks + 1 WHERE id = ? AND complete = 0", generation));
        db.update("INSERT INTO entries SELECT id, blocks - 1, ? FROM generation WHERE id = ?", block, generation);
    }

    static void complete(Database db, long generation) throws SQLException, VaultikException {
        refuseGone(db, db.update("UPDATE generation SET complete = 1 WHERE id = ?", generation));
    }

    /** Gives a generation the name of its snapshot, which may be known only when the snapshot is there. */
    static void name(Database db, Generation generation) throws SQLException, VaultikException {
        db.update("UPDATE generation SET snapshot = ? WHERE id = ?", generation.snapshot(), generation.id());
    }

    /** Makes a complete generation the current one of its series; all others of the series go, and what was pending. */
    static void promote(Database db, long generation) throws SQLException, VaultikException {
        refuseGone(db, db.update("UPDATE generation SET current = 1 WHERE id = ? AND complete = 1", generation));
        String others = "(SELECT id FROM generation WHERE id <> ?1"
                + " AND series = (SELECT series FROM generation WHERE id = ?1))";
        db.update("DELETE FROM entries WHERE generation IN " + others, generation);
        db.update("DELETE FROM generation WHERE id IN " + others, generation);
        db.update(
                "DELETE FROM pending WHERE session IN (SELECT dir FROM session"
                        + " WHERE series = (SELECT series FROM generation WHERE id = ?))",
                generation);
    }

    /** Tells whether entries of a series are known, or are being written by anybody. */
    static boolean isKnown(Database db, byte[] series) throws SQLException, VaultikException {
        return db.number("SELECT EXISTS (SELECT 1 FROM generation WHERE series = ?)", (Object) series) == 1;
    }

    /** Makes a complete generation the current one, if its series has no other; nothing else goes. */
    static void promoteIfAlone(Database db, long generation) throws SQLException {
        db.update(
                "UPDATE generation SET current = 1 WHERE id = ?1 AND complete = 1 AND NOT EXISTS"
                        + " (SELECT 1 FROM generation AS o WHERE o.series = generation.series AND o.id <> ?1)",
                generation);
    }

    /** Makes the complete generation of a dead session current, unless that of a later run is there. */
    static void promoteOf(Database db, String session) throws SQLException, VaultikException {
        long newest = db.number(
                "SELECT coalesce(max(id), 0) FROM generation AS g WHERE session = ? AND complete = 1 AND NOT EXISTS"
                        + " (SELECT 1 FROM generation AS o WHERE o.series = g.series AND o.current = 1 AND o.id > g.id)",
                session);
        if (newest > 0) {
            promote(db, newest);
        }
    }

    static void dropUncommitted(Database db, String session) throws SQLException {
        db.update(
                "DELETE FROM entries WHERE generation IN (SELECT id FROM generation WHERE session = ? AND current = 0)",
                session);
        db.update("DELETE FROM generation WHERE session = ? AND current = 0", session);
    }

    static void drop(Database db, long generation) throws SQLException {
        db.update("DELETE FROM entries WHERE generation = ?", generation);
        db.update("DELETE FROM generation WHERE id = ? AND current = 0", generation);
    }

    static Optional<Generation> current(Database db, byte[] series) throws SQLException {
        try (ResultSet rows = db.select(
                "SELECT id, snapshot, walk_started FROM generation WHERE series = ? AND current = 1 ORDER BY id DESC",
                series)) {
            return rows.next()
                    ? Optional.of(
                            new Generation(rows.getLong(1), rows.getString(2), Instant.ofEpochMilli(rows.getLong(3))))
                    : Optional.empty();
        }
    }

    /** Returns how many blocks a generation has. */
    static long blocks(Database db, long generation) throws SQLException, VaultikException {
        try (ResultSet rows = db.select("SELECT blocks FROM generation WHERE id = ?", generation)) {
            refuseGone(db, rows.next() ? 1 : 0);
            return rows.getLong(1);
        }
    }

    static byte[] block(Database db, long generation, long block) throws SQLException, VaultikException {
        try (ResultSet rows =
                db.select("SELECT data FROM entries WHERE generation = ? AND block = ?", generation, block)) {
            if (rows.next()) {
                return Database.bytes(rows, 1);
            }
        }
        blocks(db, generation);
        throw db.faults().corrupt("lacks a block of known entries");
    }

    static void addPending(Database db, int blob, List<byte[]> blocks) throws SQLException {
        for (byte[] block : blocks) {
            db.update(
                    "INSERT INTO pending SELECT b.session, (SELECT coalesce(max(p.seq), -1) + 1 FROM pending AS p"
                            + " WHERE p.session = b.session), ? FROM blob AS b WHERE b.id = ?",
                    block,
                    blob);
        }
    }

    /** Returns the first pending block of a session behind {@code after}, as its number and its data, or null. */
    static Optional<PendingBlock> pending(Database db, String session, long after)
            throws SQLException, VaultikException {
        try (ResultSet rows = db.select(
                "SELECT seq, data FROM pending WHERE session = ? AND seq > ? ORDER BY seq LIMIT 1", session, after)) {
            if (!rows.next()) {
                return Optional.empty();
            }
            return Optional.of(new PendingBlock(rows.getLong(1), Database.bytes(rows, 2)));
        }
    }

    /** One block and its number in its session. */
    record PendingBlock(long seq, byte[] data) {}

    private static void refuseGone(Database db, int rows) throws BusyException {
        if (rows == 0) {
            throw new BusyException(
                    "another run replaced these known entries in the catalog {}",
                    null,
                    db.faults().file());
        }
    }
}
