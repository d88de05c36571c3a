package io.vaultik.core.internal.catalog;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.RevokedException;
import io.vaultik.fault.VaultikException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;

/** The rows of blobs and what lies in them. Its methods run inside a transaction of the caller. */
final class BlobTable {
    /** The number of a row that nobody may use until a LIST gives it another. */
    static final long RETIRED = -1;

    /** One statement per blob instead of one per chunk: crossing into native code costs more than the row. */
    private static final String ROWS =
            " WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?1)"
                    + " SELECT substr(?2, i * 32 + 1, 32), (?3 << 32) | i FROM n WHERE substr(?4, i + 1, 1) = x'01'";

    private BlobTable() {}

    static int reserve(Database db, String session, BlobKind kind) throws SQLException, VaultikException {
        db.update("INSERT INTO blob (kind, session, state) VALUES (?, ?, ?)", kind.code(), session, RETIRED);
        long id = db.number("SELECT last_insert_rowid()");
        if (id > Integer.MAX_VALUE) {
            throw db.faults().corrupt("has no numbers left");
        }
        return (int) id;
    }

    static void answered(Database db, AnsweredBlob blob, long state, String recipients)
            throws SQLException, VaultikException {
        // Encryption makes every name new, but a copied blob may have been here before.
        forget(db, blob.name(), blob.blob());
        db.update("UPDATE meta SET answered = answered + 1");
        int rows = db.update(
                "UPDATE blob SET name = ?, state = ?, recipients = ?, length = ?, header_length = ?,"
                        + " answered = (SELECT answered FROM meta) WHERE id = ? AND name IS NULL",
                blob.name(),
                state,
                recipientsId(db, recipients),
                blob.length(),
                blob.headerLength(),
                blob.blob());
        if (rows == 0) {
            throw new RevokedException("another process took this run for dead and dropped what it had stored", null);
        }
        insertDirectory(db, blob.blob(), blob.contents().directory());
        insert(db, "INSERT OR REPLACE INTO chunk", blob.blob(), blob.contents().chunks(), "");
        insert(db, "INSERT OR REPLACE INTO node", blob.blob(), blob.contents().nodes(), "");
    }

    /** Deletes the row of this name, if it has another id than {@code except}. Rows of its chunks then name nothing. */
    static int forget(Database db, byte[] name, int except) throws SQLException {
        db.update("DELETE FROM directory WHERE blob IN (SELECT id FROM blob WHERE name = ? AND id <> ?)", name, except);
        int rows = db.update("DELETE FROM blob WHERE name = ? AND id <> ?", name, except);
        if (rows > 0) {
            db.update("UPDATE meta SET gone = gone + ?", rows);
        }
        return rows;
    }

    static void committed(Database db, Collection<byte[]> names) throws SQLException {
        PreparedStatement statement = db.sql("UPDATE blob SET session = NULL WHERE name = ? AND session IS NOT NULL");
        for (byte[] name : names) {
            statement.setBytes(1, name);
            statement.executeUpdate();
        }
    }

    static void dropUnsealed(Database db, String session) throws SQLException {
        db.update("DELETE FROM blob WHERE session = ? AND name IS NULL", session);
    }

    static void retire(Database db, String session) throws SQLException {
        db.update("UPDATE blob SET state = ? WHERE session = ?", RETIRED, session);
    }

    static Optional<BlobRow> row(Database db, int id) throws SQLException, VaultikException {
        try (ResultSet rows =
                db.select("SELECT name, length, header_length, kind FROM blob WHERE id = ? AND name IS NOT NULL", id)) {
            if (!rows.next()) {
                return Optional.empty();
            }
            byte[] name = Database.bytes(rows, 1);
            long length = rows.getLong(2);
            long header = rows.getLong(3);
            int kind = rows.getInt(4);
            boolean sane = name.length == DigestRows.DIGEST_BYTES && header >= 0 && header <= length;
            if (kind < 0 || kind > 1 || !sane || header > Integer.MAX_VALUE) {
                throw db.faults().corrupt("holds a blob that cannot be");
            }
            return Optional.of(new BlobRow(name, length, (int) header, BlobKind.ofCode(kind)));
        }
    }

    static Optional<byte[]> directory(Database db, int id) throws SQLException, VaultikException {
        try (ResultSet rows = db.select("SELECT crc, data FROM directory WHERE blob = ?", id)) {
            if (!rows.next()) {
                return Optional.empty();
            }
            byte[] directory = Database.bytes(rows, 2);
            if (rows.getLong(1) != crc(directory)) {
                throw db.faults().corrupt("is damaged: the directory of a blob does not match its checksum");
            }
            return Optional.of(directory);
        }
    }

    static BitSet usable(Database db, long state, Set<String> offLimitsHex, List<String> recipients)
            throws SQLException, VaultikException {
        Set<Long> groups = groupsWith(db, recipients);
        BitSet usable = new BitSet();
        HexFormat hex = HexFormat.of();
        try (ResultSet rows =
                db.select("SELECT id, recipients, name FROM blob WHERE state >= ? AND name IS NOT NULL", state)) {
            while (rows.next()) {
                boolean allowed = groups.contains(rows.getLong(2))
                        && (offLimitsHex.isEmpty() || !offLimitsHex.contains(hex.formatHex(Database.bytes(rows, 3))));
                if (allowed) {
                    usable.set(rows.getInt(1));
                }
            }
        }
        return usable;
    }

    static void forEach(Database db, Catalog.BlobVisitor visitor) throws SQLException, VaultikException {
        try (ResultSet rows = db.select(
                "SELECT name, text FROM blob JOIN recipients ON recipients.id = recipients WHERE name IS NOT NULL")) {
            while (rows.next()) {
                visitor.blob(Database.bytes(rows, 1), rows.getString(2).lines().toList());
            }
        }
    }

    static List<String> recipients(Database db, byte[] name) throws SQLException {
        try (ResultSet rows = db.select(
                "SELECT text FROM blob JOIN recipients ON recipients.id = recipients WHERE name = ?", (Object) name)) {
            return rows.next() ? rows.getString(1).lines().toList() : List.of();
        }
    }

    /** Returns recipients in the form in which they are stored: sorted, one on a line. */
    static String canonical(List<String> recipients) {
        for (String recipient : recipients) {
            if (recipient.isEmpty() || recipient.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("not a recipient: of " + recipient.length() + " characters");
            }
        }
        return String.join("\n", new TreeSet<>(recipients));
    }

    private static Set<Long> groupsWith(Database db, List<String> recipients) throws SQLException, VaultikException {
        Set<Long> groups = new HashSet<>();
        try (ResultSet rows = db.select("SELECT id, text FROM recipients")) {
            while (rows.next()) {
                if (Set.copyOf(rows.getString(2).lines().toList()).containsAll(recipients)) {
                    groups.add(rows.getLong(1));
                }
            }
        }
        return groups;
    }

    static long recipientsId(Database db, String text) throws SQLException, VaultikException {
        db.update("INSERT OR IGNORE INTO recipients (text) VALUES (?)", text);
        return db.number("SELECT id FROM recipients WHERE text = ?", text);
    }

    static void insertDirectory(Database db, int blob, byte[] directory) throws SQLException {
        db.update("INSERT OR REPLACE INTO directory VALUES (?, ?, ?)", blob, crc(directory), directory);
    }

    /** Inserts the rows of a blob; {@code onConflict} ends the statement, with its values from the fifth on. */
    static void insert(Database db, String into, int blob, DigestRows rows, String onConflict, Object... more)
            throws SQLException {
        byte[] flags = rows.flags();
        if (flags.length > 0) {
            Object[] values = Arrays.copyOf(new Object[] {flags.length, rows.digests(), blob, flags}, 4 + more.length);
            System.arraycopy(more, 0, values, 4, more.length);
            db.update(into + ROWS + onConflict, values);
        }
    }

    private static long crc(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return crc.getValue();
    }
}
