package io.vaultik.core.internal.catalog;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.BusyException;
import io.vaultik.fault.VaultikException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a catalog what was found in the metadata of snapshots: all of it counts at once with {@link #commit}, or nothing. What the
 * catalog knows already stays, and whoever uses it goes on meanwhile. For one thread; closed by who asked for it.
 */
/*
 * Why its rows are as good as others. A row says: a manifest names this blob (committed), seen at state n. What was found in a manifest
 * that is there is committed, by the definition of the word; that the snapshot may be deleted since holds for each committed row. Nothing
 * says at which state the blob was last seen, so n is -1, as after resetAfterRollback: no session uses such a row (its own number is 0 or
 * more) until a LIST, made by a session after it has put its object and read state g, shows the blob, and g neither condemns nor dooms
 * it. Then the row gets g from W4, by the rule for all rows; this class never gives a number. That the blob may be one that a copy brought
 * changes nothing: the name may have been deleted before, but K1 puts it only where no maintainer is left that may still delete it for
 * an older state, and for later ones the session blocks as it does for all that it uses.
 *
 * Until the commit the rows belong to a session of this host that has no object and never commits. A LIST that is reconciled meanwhile
 * keeps away from them (no undecided session owns them, and while this one is noted nothing is deleted); if this process dies, the next
 * session asks, as about any other, what became of this one, finds nothing, and forgets them.
 */
public final class CatalogRebuild implements AutoCloseable {
    /** What the name of the session begins with: no snapshot has such an id. */
    public static final String SESSION_PREFIX = "rebuild-";

    private static final String ADD = "INSERT INTO blob (name, kind, session, state, recipients, length, header_length,"
            + " answered) SELECT ?, ?, ?, ?, ?, ?, ?, answered FROM meta WHERE true ON CONFLICT (name) DO NOTHING";

    /** A chunk that lies in several blobs stays where a session may use it, or where it was found first. */
    private static final String UNLESS_KNOWN = " ON CONFLICT (digest) DO UPDATE SET ref = excluded.ref WHERE NOT EXISTS"
            + " (SELECT 1 FROM blob WHERE id = ref >> 32 AND (state >= 0 OR session = ?5))";

    private final Database database;
    private final String session;
    private boolean ended;

    CatalogRebuild(Database database, String session, Instant now) throws VaultikException {
        this.database = database;
        this.session = session;
        if (!session.startsWith(SESSION_PREFIX)) {
            throw new IllegalArgumentException("not the session of a rebuild: " + session);
        }
        database.writeDurably(db -> {
            forgetAll(db);
            SessionTable.begin(db, new SessionRow(session, session, new byte[16], now));
        });
    }

    /**
     * A blob that manifests name.
     *
     * @param row what they say of it
     * @param recipients for whom it is encrypted, perhaps not all of them
     * @param contents what trees say of what lies in it
     */
    public record Found(BlobRow row, List<String> recipients, AnsweredBlob.Contents contents) {}

    /**
     * Adds blobs, in one transaction. One whose name the catalog knows is left as it is.
     *
     * @param blobs the blobs
     * @return how many were added
     * @throws VaultikException as the class {@link Catalog} says
     */
    public int add(Collection<Found> blobs) throws VaultikException {
        return database.write(db -> {
            db.update("UPDATE meta SET answered = answered + 1");
            int added = 0;
            for (Found blob : blobs) {
                added += add(db, blob) ? 1 : 0;
            }
            return added;
        });
    }

    private boolean add(Database db, Found blob) throws SQLException, VaultikException {
        BlobRow row = blob.row();
        int rows = db.update(
                ADD,
                row.name(),
                row.kind().code(),
                session,
                BlobTable.RETIRED,
                BlobTable.recipientsId(db, BlobTable.canonical(blob.recipients())),
                row.length(),
                row.headerLength());
        if (rows == 0) {
            return false;
        }
        long id = db.number("SELECT last_insert_rowid()");
        if (id > Integer.MAX_VALUE) {
            throw db.faults().corrupt("has no numbers left");
        }
        BlobTable.insertDirectory(db, (int) id, blob.contents().directory());
        BlobTable.insert(db, "INSERT INTO chunk", (int) id, blob.contents().chunks(), UNLESS_KNOWN, session);
        if (row.kind() == BlobKind.METADATA) {
            BlobTable.insert(db, "INSERT INTO node", (int) id, blob.contents().nodes(), UNLESS_KNOWN, session);
        }
        return true;
    }

    /**
     * Begins the known entries of a snapshot, unless those of another snapshot of its series are known.
     *
     * @param series the series
     * @param snapshot the id of the snapshot
     * @param walkStarted when its walk began
     * @return the writer, which the caller closes; null if entries are known, or are about to be
     * @throws VaultikException as the class {@link Catalog} says
     */
    public @Nullable GenerationWriter newGeneration(byte[] series, String snapshot, Instant walkStarted)
            throws VaultikException {
        long id = database.write(db -> GenerationTable.isKnown(db, series)
                ? 0L
                : GenerationTable.create(db, series, session, snapshot, walkStarted));
        return id == 0 ? null : new GenerationWriter(database, id, snapshot, walkStarted);
    }

    /**
     * Makes all count that was added, in one transaction. The next session lists the blobs, whatever the catalog agrees with.
     *
     * @param generations the known entries, complete; left out where another run has made entries of the series meanwhile
     * @throws BusyException if another process took this one for dead and dropped what it had added
     * @throws VaultikException as the class {@link Catalog} says
     */
    public void commit(List<Generation> generations) throws VaultikException {
        database.writeDurably(db -> {
            if (db.number("SELECT count(*) FROM session WHERE dir = ?", session) == 0) {
                throw new BusyException("another process took this rebuild for dead; try again", null);
            }
            for (Generation generation : generations) {
                GenerationTable.promoteIfAlone(db, generation.id());
            }
            db.update("UPDATE blob SET session = NULL WHERE session = ?", session);
            SessionTable.end(db, session);
            db.update("UPDATE meta SET damage = damage + 1");
        });
        ended = true;
    }

    /** Forgets all that was added, unless it was committed. A second call does nothing. */
    @Override
    public void close() throws VaultikException {
        if (!ended) {
            ended = true;
            database.change(CatalogRebuild::forgetAll);
        }
    }

    /** Rebuilds exclude each other, so what is there of others is that of dead ones. Nobody has ever used it. */
    private static void forgetAll(Database db) throws SQLException, VaultikException {
        String rebuilt = "(SELECT id FROM blob WHERE session GLOB '" + SESSION_PREFIX + "*')";
        db.update("DELETE FROM directory WHERE blob IN " + rebuilt);
        db.update("UPDATE meta SET gone = gone + ?", db.update("DELETE FROM blob WHERE id IN " + rebuilt));
        List<String> dead = new ArrayList<>();
        for (SessionRow row : SessionTable.all(db)) {
            if (row.dir().startsWith(SESSION_PREFIX)) {
                dead.add(row.dir());
            }
        }
        for (String dir : dead) {
            SessionTable.end(db, dir);
        }
    }
}
