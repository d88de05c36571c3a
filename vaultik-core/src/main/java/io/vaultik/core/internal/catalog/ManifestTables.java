package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of {@link CachedManifests}. Names of blobs lie in blocks that are only ever added, so that what was read of them stays right; when they
 * are numbered anew, the epoch changes. Its methods run inside a transaction of the caller.
 */
final class ManifestTables {
    static final List<String> DEFINITIONS = List.of(
            "CREATE TABLE manifest_epoch (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT",
            """
            CREATE TABLE manifest (key TEXT PRIMARY KEY, length INTEGER NOT NULL, seconds INTEGER NOT NULL,
              nanos INTEGER NOT NULL, head BLOB NOT NULL, sum BLOB NOT NULL) STRICT, WITHOUT ROWID""",
            "CREATE TABLE manifest_blobs (key TEXT PRIMARY KEY, runs BLOB NOT NULL, sum BLOB NOT NULL) STRICT",
            "CREATE TABLE manifest_names (first INTEGER PRIMARY KEY, names BLOB NOT NULL) STRICT");

    private static final int BLOCK_NAMES = 8_192;

    private ManifestTables() {}

    /** What a row says of a manifest, and the sum that it claims. */
    record Head(byte[] head, byte[] sum) {}

    /** Which blobs a row numbers, and the sum that it claims. */
    record Blobs(byte[] runs, byte[] sum) {}

    static Optional<Head> head(Database db, ObjectInfo info) throws SQLException {
        try (ResultSet rows = db.select(
                "SELECT length, seconds, nanos, head, sum FROM manifest WHERE key = ?",
                info.key().value())) {
            Instant modified = info.modified();
            boolean is = rows.next()
                    && rows.getLong(1) == info.length()
                    && rows.getLong(2) == modified.getEpochSecond()
                    && rows.getInt(3) == modified.getNano();
            return is ? Optional.of(new Head(Database.bytes(rows, 4), Database.bytes(rows, 5))) : Optional.empty();
        }
    }

    static Optional<Blobs> blobs(Database db, ObjectInfo info) throws SQLException {
        try (ResultSet rows = db.select(
                "SELECT runs, sum FROM manifest_blobs WHERE key = ?", info.key().value())) {
            return rows.next()
                    ? Optional.of(new Blobs(Database.bytes(rows, 1), Database.bytes(rows, 2)))
                    : Optional.empty();
        }
    }

    static void put(Database db, ObjectInfo info, Head head, Blobs blobs) throws SQLException {
        Instant modified = info.modified();
        db.update(
                "INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?, ?, ?)",
                info.key().value(),
                info.length(),
                modified.getEpochSecond(),
                modified.getNano(),
                head.head(),
                head.sum());
        db.update(
                "INSERT OR REPLACE INTO manifest_blobs VALUES (?, ?, ?)",
                info.key().value(),
                blobs.runs(),
                blobs.sum());
    }

    static long epoch(Database db) throws SQLException, VaultikException {
        return db.number("SELECT coalesce((SELECT epoch FROM manifest_epoch), 0)");
    }

    /** Adds to a table the names that it does not have yet; false if the blocks cannot be those that were written. */
    static boolean load(Database db, BlobNumbers numbers) throws SQLException {
        try (ResultSet rows =
                db.select("SELECT first, names FROM manifest_names WHERE first >= ? ORDER BY first", numbers.count())) {
            while (rows.next()) {
                byte[] block = Database.bytes(rows, 2);
                // An empty block would stand in the way of the next one.
                boolean sane = rows.getLong(1) == numbers.count()
                        && block.length > 0
                        && block.length % BlobNumbers.NAME_BYTES == 0
                        && block.length / BlobNumbers.NAME_BYTES <= CachedManifests.MAX_NAMES - numbers.count();
                if (!sane) {
                    return false;
                }
                numbers.append(block);
            }
            return true;
        }
    }

    /** Writes the names from a number on. */
    static void append(Database db, BlobNumbers numbers, int from) throws SQLException {
        for (int first = from; first < numbers.count(); first += BLOCK_NAMES) {
            int end = Math.min(numbers.count(), first + BLOCK_NAMES);
            byte[] block =
                    Arrays.copyOfRange(numbers.names(), first * BlobNumbers.NAME_BYTES, end * BlobNumbers.NAME_BYTES);
            db.update("INSERT INTO manifest_names VALUES (?, ?)", first, block);
        }
    }

    /** Returns how many bytes the rows have together, without the names. */
    static long bytes(Database db) throws SQLException, VaultikException {
        return db.number("SELECT coalesce((SELECT sum(length(runs) + length(sum)) FROM manifest_blobs), 0)")
                + db.number("SELECT coalesce((SELECT sum(length(head) + length(sum)) FROM manifest), 0)");
    }

    static void clear(Database db) throws SQLException {
        db.update("DELETE FROM manifest");
        db.update("DELETE FROM manifest_blobs");
        clearNames(db);
    }

    static void keepOnly(Database db, Set<String> keys) throws SQLException {
        for (String table : List.of("manifest", "manifest_blobs")) {
            for (String key : keys(db, table)) {
                if (!keys.contains(key)) {
                    db.update("DELETE FROM " + table + " WHERE key = ?", key);
                }
            }
        }
    }

    /** Returns the numbers that rows use; a row that cannot be read goes. */
    static BitSet used(Database db, BlobNumbers numbers) throws SQLException {
        BitSet used = new BitSet();
        for (String key : keys(db, "manifest_blobs")) {
            int[] runs = runs(db, key, numbers.count());
            for (int i = 0; i < runs.length; i += 2) {
                used.set(runs[i], runs[i + 1]);
            }
        }
        return used;
    }

    /** Numbers the names that are used anew, in their order, so that the sums stay right. */
    static void renumber(Database db, BlobNumbers numbers, BitSet used) throws SQLException {
        int[] renumbered = new int[numbers.count()];
        BlobNumbers kept = new BlobNumbers();
        for (int old = used.nextSetBit(0); old >= 0; old = used.nextSetBit(old + 1)) {
            renumbered[old] = kept.count();
            int at = old * BlobNumbers.NAME_BYTES;
            kept.append(Arrays.copyOfRange(numbers.names(), at, at + BlobNumbers.NAME_BYTES));
        }
        for (String key : keys(db, "manifest_blobs")) {
            BitSet set = new BitSet();
            int[] runs = runs(db, key, numbers.count());
            for (int i = 0; i < runs.length; i += 2) {
                for (int old = runs[i]; old < runs[i + 1]; old++) {
                    set.set(renumbered[old]);
                }
            }
            db.update("UPDATE manifest_blobs SET runs = ? WHERE key = ?", NumberRuns.encode(set), key);
        }
        clearNames(db);
        append(db, kept, 0);
    }

    private static void clearNames(Database db) throws SQLException {
        db.update("DELETE FROM manifest_names");
        db.update(
                "INSERT OR REPLACE INTO manifest_epoch VALUES (1, coalesce((SELECT epoch FROM manifest_epoch), 0) + 1)");
    }

    private static int[] runs(Database db, String key, int count) throws SQLException {
        try (ResultSet rows = db.select("SELECT runs FROM manifest_blobs WHERE key = ?", key)) {
            return rows.next() ? NumberRuns.decode(Database.bytes(rows, 1), count) : new int[0];
        } catch (VaultikException e) {
            db.update("DELETE FROM manifest_blobs WHERE key = ?", key);
            return new int[0];
        }
    }

    private static List<String> keys(Database db, String table) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (ResultSet rows = db.select("SELECT key FROM " + table)) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }
}
