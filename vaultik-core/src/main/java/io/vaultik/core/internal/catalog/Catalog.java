package io.vaultik.core.internal.catalog;

import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.fault.VaultikException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The local cache of what one repository stores. May be lost at any time; is never trusted over the repository.
 *
 * <p>Thread-safe, and several handles and processes may use one file at once. Each method is one transaction. All of them
 * throw {@link io.vaultik.fault.BusyException} if another process holds the file too long,
 * {@link io.vaultik.fault.NoSpaceException} if the disk is full, {@link io.vaultik.fault.CatalogCorruptException} if the
 * file is damaged, and {@link IllegalStateException} after {@link #close()}. A method that throws has changed nothing.
 *
 * <p>Blobs are named by ids of this catalog, which are never reused. A lookup may return an id whose row is gone or not to
 * be used: only an id that is in {@link #usableBlobs}, or that the asking session answered itself, is a hit. SQLite checks
 * the shape of the file, not its content: before a hit becomes part of a snapshot, compare the digest with the one that the
 * {@link #directory} of the blob has at that index.
 */
public final class Catalog implements SessionRows, AutoCloseable {
    private static final String FIND_CHUNK = "SELECT coalesce((SELECT ref FROM chunk WHERE digest = ?), -1)";
    private static final String FIND_NODE = "SELECT coalesce((SELECT ref FROM node WHERE digest = ?), -1)";

    private final Database database;

    private Catalog(Database database) {
        this.database = database;
    }

    /**
     * Opens the catalog in a folder, and makes it if it is not there. Folder and file are made for their owner alone.
     *
     * @param folder the folder of this repository's catalog
     * @param repository the id of the repository
     * @return the catalog, which the caller closes
     * @throws io.vaultik.fault.WrongRepositoryException if the catalog is of another repository
     * @throws io.vaultik.fault.UnsupportedFormatException if newer software made it
     * @throws io.vaultik.fault.CatalogCorruptException if it is damaged or no catalog; it can be dropped safely
     * @throws VaultikException if it cannot be made or opened
     */
    public static Catalog open(Path folder, UUID repository) throws VaultikException {
        return open(folder, repository, Limits.USUAL);
    }

    static Catalog open(Path folder, UUID repository, Limits limits) throws VaultikException {
        CatalogFile file = new CatalogFile(folder);
        file.make();
        return open(file.url(), new SqlFaults(file.toString()), repository, limits);
    }

    /**
     * Makes a catalog in memory, which ends when it is closed.
     *
     * @param repository the id of the repository
     * @return the catalog, which the caller closes
     * @throws VaultikException if it cannot be made
     */
    public static Catalog inMemory(UUID repository) throws VaultikException {
        return open("jdbc:sqlite::memory:", new SqlFaults("in memory"), repository, Limits.USUAL);
    }

    /**
     * Tells whether a folder holds a catalog.
     *
     * @param folder the folder
     * @return true if there is a file of one; nothing is said of what is in it
     */
    public static boolean exists(Path folder) {
        return new CatalogFile(folder).exists();
    }

    /**
     * Deletes the catalog in a folder, if there is one: the remedy for a damaged one. The next run lists nothing it knows
     * and stores what it reads.
     *
     * @param folder the folder of this repository's catalog
     * @throws io.vaultik.fault.BusyException if somebody has it open, in this process or another one
     * @throws VaultikException if it cannot be deleted
     */
    public static void drop(Path folder) throws VaultikException {
        new CatalogFile(folder).delete();
    }

    private static Catalog open(String url, SqlFaults faults, UUID repository, Limits limits) throws VaultikException {
        Database database = Database.open(url, faults, limits);
        try {
            Schema.check(database, repository);
            return new Catalog(database);
        } catch (VaultikException | RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    @Override
    public Agreement agreement() throws VaultikException {
        return database.query(db -> {
            try (ResultSet rows = db.select("SELECT state, state_id, last_list, damage FROM meta")) {
                if (!rows.next()) {
                    throw db.faults().corrupt("lacks a row");
                }
                return new Agreement(
                        rows.getLong(1), rows.getString(2), Instant.ofEpochMilli(rows.getLong(3)), rows.getLong(4) > 0);
            }
        });
    }

    @Override
    public Reconciliation reconcile(String session) throws VaultikException {
        return new Reconciliation(database, session);
    }

    @Override
    public void resetAfterRollback() throws VaultikException {
        database.writeDurably(db -> {
            db.update("UPDATE blob SET state = ?", BlobTable.RETIRED);
            db.update("UPDATE meta SET state = ?, state_id = ''", Agreement.NONE);
        });
    }

    @Override
    public void beginSession(SessionRow session) throws VaultikException {
        database.writeDurably(db -> SessionTable.begin(db, session));
    }

    @Override
    public List<SessionRow> sessions() throws VaultikException {
        return database.query(SessionTable::all);
    }

    /** {@inheritDoc} Its pending entries and reserved blobs go. */
    @Override
    public void endSession(String dir) throws VaultikException {
        database.change(db -> SessionTable.end(db, dir));
    }

    /** {@inheritDoc} Its pending entries and known entries go. */
    @Override
    public void dropSession(String dir) throws VaultikException {
        database.writeDurably(db -> SessionTable.drop(db, dir));
    }

    /**
     * {@inheritDoc}
     *
     * <p>As {@link #commit}, with the known entries that it had completed. If it had not, those of the snapshot before stay.
     */
    @Override
    public void sessionCommitted(String dir, Collection<byte[]> blobNames) throws VaultikException {
        database.change(db -> SessionTable.committed(db, dir, blobNames));
    }

    /**
     * Notes that a session's manifest is there: the blobs that it names are committed, its known entries are the current
     * ones of its series, what was pending in the series goes, and the session is forgotten.
     *
     * @param dir the directory of the session
     * @param blobNames the blobs that the manifest names, whoever stored them
     * @param generation the known entries, complete; the name of the snapshot may have changed since they were begun
     * @throws VaultikException as the class says
     */
    public void commit(String dir, Collection<byte[]> blobNames, Generation generation) throws VaultikException {
        database.change(db -> {
            BlobTable.committed(db, blobNames);
            GenerationTable.name(db, generation);
            GenerationTable.promote(db, generation.id());
            SessionTable.end(db, dir);
        });
    }

    /**
     * The same for a session that has no known entries, such as a copy or a repack: those of its series stay.
     *
     * @param dir the directory of the session
     * @param blobNames the blobs that the manifest names, whoever stored them
     * @throws VaultikException as the class says
     */
    public void commit(String dir, Collection<byte[]> blobNames) throws VaultikException {
        database.change(db -> {
            BlobTable.committed(db, blobNames);
            SessionTable.end(db, dir);
        });
    }

    /**
     * Gives out the id of a blob that is about to be packed.
     *
     * @param session the directory of the session that packs it
     * @param kind what it will hold
     * @return the id, never given out before
     * @throws VaultikException as the class says
     */
    public int reserveBlob(String session, BlobKind kind) throws VaultikException {
        return database.write(db -> BlobTable.reserve(db, session, kind));
    }

    /**
     * Notes that the put of a blob was answered, with what lies in it and with the entries that are finished by it.
     *
     * @param blob the blob
     * @param state the number of the session's collection state
     * @param recipients for whom it is encrypted
     * @param pendingBlocks blocks of {@link EntryBlockWriter}: entries whose content is stored as a whole
     * @throws io.vaultik.fault.RevokedException if another process dropped the session
     * @throws VaultikException as the class says
     */
    public void answered(AnsweredBlob blob, long state, List<String> recipients, List<byte[]> pendingBlocks)
            throws VaultikException {
        String text = BlobTable.canonical(recipients);
        database.change(db -> {
            BlobTable.answered(db, blob, state, text);
            GenerationTable.addPending(db, blob.blob(), pendingBlocks);
        });
    }

    /**
     * Finds a chunk.
     *
     * @param digest its digest, 32 bytes
     * @return where it lies, or {@link ChunkRef#NONE}; see the class for what makes it a hit
     * @throws VaultikException as the class says
     */
    public long findChunk(byte[] digest) throws VaultikException {
        return database.query(db -> find(db, FIND_CHUNK, digest));
    }

    /**
     * Finds several chunks, faster than one by one.
     *
     * @param digests their digests, 32 bytes each
     * @return for each where it lies, as {@link #findChunk}
     * @throws VaultikException as the class says
     */
    public long[] findChunks(List<byte[]> digests) throws VaultikException {
        long[] refs = new long[digests.size()];
        database.read(db -> {
            int at = 0;
            for (byte[] digest : digests) {
                refs[at++] = find(db, FIND_CHUNK, digest);
            }
        });
        return refs;
    }

    /**
     * Finds a node.
     *
     * @param absoluteDigest the digest of its absolute form, 32 bytes
     * @return where it lies, or {@link ChunkRef#NONE}; see the class for what makes it a hit
     * @throws VaultikException as the class says
     */
    public long findNode(byte[] absoluteDigest) throws VaultikException {
        return database.query(db -> find(db, FIND_NODE, absoluteDigest));
    }

    /**
     * Tells whether a lookup of a chunk can find anything.
     *
     * @return false if no chunk is known
     * @throws VaultikException as the class says
     */
    public boolean hasChunks() throws VaultikException {
        return database.query(db -> db.number("SELECT EXISTS (SELECT 1 FROM chunk)") == 1);
    }

    @Override
    public boolean hasBlobs() throws VaultikException {
        return database.query(db -> db.number("SELECT EXISTS (SELECT 1 FROM blob WHERE name IS NOT NULL)") == 1);
    }

    @Override
    public BitSet usableBlobs(long state, Set<String> offLimitsHex, List<String> recipients) throws VaultikException {
        return database.query(db -> BlobTable.usable(db, state, offLimitsHex, recipients));
    }

    /** Takes what is known of a blob. */
    @FunctionalInterface
    public interface BlobVisitor {
        /**
         * Takes one.
         *
         * @param name the digest of its bytes, 32 bytes
         * @param recipients for whom it is encrypted, in ascending order
         */
        void blob(byte[] name, List<String> recipients);
    }

    /**
     * Tells of all stored blobs, also of those that may not be used.
     *
     * @param visitor takes them, in no order
     * @throws VaultikException as the class says
     */
    public void forEachBlob(BlobVisitor visitor) throws VaultikException {
        database.read(db -> BlobTable.forEach(db, visitor));
    }

    /**
     * Returns for whom a stored blob is encrypted.
     *
     * @param name the digest of its bytes, 32 bytes
     * @return its recipients, perhaps not all of them; none if that is not known
     * @throws VaultikException as the class says
     */
    public List<String> recipientsOf(byte[] name) throws VaultikException {
        return database.query(db -> BlobTable.recipients(db, name));
    }

    /**
     * Returns the id of a stored blob.
     *
     * @param name the digest of its bytes, 32 bytes
     * @return its id, or 0 if there is no row of it
     * @throws VaultikException as the class says
     */
    public int idOf(byte[] name) throws VaultikException {
        return database.query(
                db -> (int) db.number("SELECT coalesce((SELECT id FROM blob WHERE name = ?), 0)", (Object) name));
    }

    /**
     * Returns what is known of a stored blob.
     *
     * @param id its id
     * @return the row, or empty if it is gone or its put is not answered
     * @throws VaultikException as the class says
     */
    public Optional<BlobRow> blob(int id) throws VaultikException {
        return database.query(db -> BlobTable.row(db, id));
    }

    /**
     * Returns the directory of a stored blob.
     *
     * @param id its id
     * @return the bytes as given to {@link #answered}, or empty if it is gone or its put is not answered
     * @throws VaultikException as the class says
     */
    public Optional<byte[]> directory(int id) throws VaultikException {
        return database.query(db -> BlobTable.directory(db, id));
    }

    /**
     * Forgets a blob that was found bad or missing, and notes that there was damage, so that the next run lists the blobs.
     * Survives a power cut once it returns, or the bad blob would be used again.
     *
     * @param name the digest of its bytes, 32 bytes
     * @throws VaultikException as the class says
     */
    public void forgetBlob(byte[] name) throws VaultikException {
        database.writeDurably(db -> {
            BlobTable.forget(db, name, 0);
            db.update("UPDATE meta SET damage = damage + 1");
        });
    }

    /**
     * Begins to add what was found in the metadata of snapshots. One at a time: the caller keeps others away.
     *
     * @param session the name of its session, which begins with {@link CatalogRebuild#SESSION_PREFIX}; the caller holds its lock
     * @param now the time
     * @return what takes it, closed by the caller
     * @throws VaultikException as the class says
     */
    public CatalogRebuild rebuild(String session, Instant now) throws VaultikException {
        return new CatalogRebuild(database, session, now);
    }

    /** {@return which blobs this host has read, and when} */
    public CheckedBlobs checkedBlobs() {
        return new CheckedBlobs(database);
    }

    /**
     * Returns what manifests say that this host has read.
     *
     * @param repository the id of the repository
     * @return a view for one operation; it holds the names of blobs that it has read
     */
    public CachedManifests cachedManifests(UUID repository) {
        return new CachedManifests(database, repository);
    }

    /**
     * Begins the known entries of a snapshot.
     *
     * @param series the series
     * @param session the directory of the session that makes it
     * @param snapshot the id of the snapshot
     * @param walkStarted when the walk began
     * @return the writer, which the caller closes
     * @throws VaultikException as the class says
     */
    public GenerationWriter newGeneration(byte[] series, String session, String snapshot, Instant walkStarted)
            throws VaultikException {
        long id = database.write(db -> GenerationTable.create(db, series, session, snapshot, walkStarted));
        return new GenerationWriter(database, id, snapshot, walkStarted);
    }

    /**
     * Returns the known entries of the last committed snapshot of a series.
     *
     * @param series the series, or the one that it continues
     * @return the generation, or empty if there is none
     * @throws VaultikException as the class says
     */
    public Optional<Generation> current(byte[] series) throws VaultikException {
        return database.query(db -> GenerationTable.current(db, series));
    }

    /**
     * Reads the entries of a generation, in the order in which they were added.
     *
     * @param generation the generation
     * @return a cursor
     * @throws VaultikException as the class says
     */
    public KnownEntryCursor entries(Generation generation) throws VaultikException {
        long blocks = database.query(db -> GenerationTable.blocks(db, generation.id()));
        long[] next = {0};
        return new KnownEntryCursor(() -> {
            if (next[0] == blocks) {
                return null;
            }
            byte[] data = database.query(db -> GenerationTable.block(db, generation.id(), next[0]));
            next[0]++;
            return new KnownEntryCursor.Block(data, generation.walkStarted());
        });
    }

    /**
     * Reads what unfinished runs of a series had stored, in no order; one path may come several times.
     *
     * @param series the series
     * @param ownSession the directory of the asking session, whose own entries are left out
     * @return a cursor; its walk starts are those of the sessions
     * @throws VaultikException as the class says
     */
    public KnownEntryCursor pending(byte[] series, String ownSession) throws VaultikException {
        Iterator<SessionRow> sessions = sessions().stream()
                .filter(row -> Arrays.equals(row.series(), series) && !row.dir().equals(ownSession))
                .iterator();
        return new KnownEntryCursor(new PendingBlocks(database, sessions));
    }

    /** Closes the file; a transaction of another thread ends first. A second call does nothing. */
    @Override
    public void close() throws VaultikException {
        database.close();
    }

    private static long find(Database db, String query, byte[] digest) throws SQLException, VaultikException {
        PreparedStatement statement = db.sql(query);
        statement.setBytes(1, digest);
        try (ResultSet rows = statement.executeQuery()) {
            long ref = rows.next() ? rows.getLong(1) : ChunkRef.NONE;
            if (ref != ChunkRef.NONE && !ChunkRef.isValid(ref)) {
                throw db.faults().corrupt("names a chunk that cannot be");
            }
            return ref;
        }
    }
}
