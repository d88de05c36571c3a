package io.vaultik.core.internal.catalog;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.UnsupportedFormatException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * The tables of a catalog. A file that is not one, is of a newer version or belongs to another repository is left as it is.
 *
 * <p>Directories of blobs lie apart from the blob rows, so that a scan of the rows reads little and a new state number does
 * not rewrite them. Ids of blobs are never reused (AUTOINCREMENT), so that a reference to a blob that is gone names nothing.
 */
final class Schema {
    static final int VERSION = 1;

    /** "VKct": tells a catalog from other SQLite files. */
    static final int APPLICATION_ID = 0x564B6374;

    private static final String[] TABLES = {
        """
        CREATE TABLE meta (one INTEGER PRIMARY KEY CHECK (one = 1), repository TEXT NOT NULL, state INTEGER NOT NULL,
          state_id TEXT NOT NULL, last_list INTEGER NOT NULL, damage INTEGER NOT NULL, answered INTEGER NOT NULL,
          gone INTEGER NOT NULL) STRICT""",
        "CREATE TABLE recipients (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT",
        """
        CREATE TABLE blob (id INTEGER PRIMARY KEY AUTOINCREMENT, name BLOB UNIQUE, kind INTEGER NOT NULL, session TEXT,
          state INTEGER NOT NULL, recipients INTEGER, length INTEGER, header_length INTEGER, answered INTEGER) STRICT""",
        "CREATE INDEX blob_session ON blob (session) WHERE session IS NOT NULL",
        "CREATE TABLE directory (blob INTEGER PRIMARY KEY, crc INTEGER NOT NULL, data BLOB NOT NULL) STRICT",
        "CREATE TABLE chunk (digest BLOB PRIMARY KEY, ref INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        "CREATE TABLE node (digest BLOB PRIMARY KEY, ref INTEGER NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TABLE session (dir TEXT PRIMARY KEY, commit_key TEXT NOT NULL, series BLOB NOT NULL,
          started INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE generation (id INTEGER PRIMARY KEY AUTOINCREMENT, series BLOB NOT NULL, session TEXT NOT NULL,
          snapshot TEXT NOT NULL, walk_started INTEGER NOT NULL, blocks INTEGER NOT NULL, complete INTEGER NOT NULL,
          current INTEGER NOT NULL) STRICT""",
        "CREATE INDEX generation_series ON generation (series)",
        """
        CREATE TABLE entries (generation INTEGER NOT NULL, block INTEGER NOT NULL, data BLOB NOT NULL,
          PRIMARY KEY (generation, block)) STRICT""",
        """
        CREATE TABLE pending (session TEXT NOT NULL, seq INTEGER NOT NULL, data BLOB NOT NULL,
          PRIMARY KEY (session, seq)) STRICT""",
        """
        CREATE TABLE checked (name BLOB PRIMARY KEY, deep INTEGER NOT NULL, content INTEGER NOT NULL,
          bad INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    };

    private Schema() {}

    /**
     * Checks that a file is a catalog of this repository, and makes it one if it is empty.
     *
     * @param database the file, just opened
     * @param repository the repository
     */
    static void check(Database database, UUID repository) throws VaultikException {
        database.read(Schema::refuseOthers);
        database.useLog();
        database.change(db -> {
            // Another process may have made the tables in between.
            refuseOthers(db);
            if (db.number("PRAGMA user_version") == 0) {
                create(db, repository);
            }
        });
        database.read(db -> refuseForeign(db, repository));
    }

    private static void refuseOthers(Database db) throws SQLException, VaultikException {
        long application = db.number("PRAGMA application_id");
        long version = db.number("PRAGMA user_version");
        if (application == 0 && version == 0 && db.number("SELECT count(*) FROM sqlite_schema") == 0) {
            return;
        }
        if (application != APPLICATION_ID || version < 1) {
            throw db.faults().corrupt("is not a catalog");
        }
        if (version > VERSION) {
            throw new UnsupportedFormatException(
                    "the catalog {} is of version {}, newer than {}: use newer software, or drop it, it is only a cache",
                    null,
                    db.faults().file(),
                    version,
                    VERSION);
        }
        refuseOtherTables(db);
    }

    /** A table of the right name may have any columns, so the definitions are compared; a trigger shows too. */
    private static void refuseOtherTables(Database db) throws SQLException, VaultikException {
        Set<String> expected = new HashSet<>();
        for (String table : TABLES) {
            expected.add(oneLine(table));
        }
        for (String table : ManifestTables.DEFINITIONS) {
            expected.add(oneLine(table));
        }
        try (ResultSet rows = db.select("SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")) {
            while (rows.next()) {
                String definition = rows.getString(1);
                if (definition == null || !expected.remove(oneLine(definition))) {
                    throw db.faults().corrupt("has other tables than a catalog");
                }
            }
        }
        if (!expected.isEmpty()) {
            throw db.faults().corrupt("lacks a table");
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static void create(Database db, UUID repository) throws SQLException {
        for (String table : TABLES) {
            db.execute(table);
        }
        for (String table : ManifestTables.DEFINITIONS) {
            db.execute(table);
        }
        db.update("INSERT INTO meta VALUES (1, ?, -1, '', 0, 0, 0, 0)", repository.toString());
        db.execute("PRAGMA application_id=" + APPLICATION_ID);
        db.execute("PRAGMA user_version=" + VERSION);
    }

    private static void refuseForeign(Database db, UUID repository) throws SQLException, VaultikException {
        String owner = text(db, "SELECT repository FROM meta");
        if (!owner.equals(repository.toString())) {
            throw new WrongRepositoryException(
                    "the catalog {} belongs to repository {}, not to {}",
                    null,
                    db.faults().file(),
                    new Concealed(owner),
                    repository);
        }
    }

    private static String text(Database db, String query) throws SQLException, VaultikException {
        try (ResultSet rows = db.select(query)) {
            String text = rows.next() ? rows.getString(1) : null;
            if (text == null) {
                throw db.faults().corrupt("lacks a row");
            }
            return text;
        }
    }
}
