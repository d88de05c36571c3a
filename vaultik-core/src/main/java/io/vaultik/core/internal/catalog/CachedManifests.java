package io.vaultik.core.internal.catalog;

import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What manifests say that this host has read and checked: a head in a form that the caller knows, and the names of their blobs as numbers of one table.
 * Lost with the catalog; then all are read anew.
 *
 * <p>A row counts for the same key, length and storage time only. That is enough even where the storage counts in seconds: a key of a manifest holds the id of
 * its session, which is never given to another one, so that nobody ever puts other bytes there but a void, which has another length. What a storage reports
 * without a time (the epoch or before) is not kept.
 *
 * <p>A collection goes by these names, so that a damaged or mixed-up row must not hide one. At each use a SHA-256 is compared: over the repository, key,
 * length, time and head, and for the names over this and all of them as they were resolved. What does not match is as if it were not there, and is put anew by who
 * then reads the manifest.
 *
 * <p>Bounds: {@link #MAX_NAMES} names (32 bytes each, in memory as well while names are used) and {@link #MAX_BYTES} in all; what would go beyond is not kept.
 * Rows take some hundred bytes and about a bit for each name that is known. As thread-safe as the catalog, and throws what the class {@link Catalog} says.
 */
public final class CachedManifests {
    /** How many names of blobs are known at most. */
    static final int MAX_NAMES = 1 << 21;

    /** How many bytes the rows and names have together at most. */
    static final long MAX_BYTES = 1L << 30;

    /** How many rows are read in one transaction. */
    private static final int ROWS_AT_ONCE = 64;

    /** Names are numbered anew if so many times those that nobody uses are more than all. */
    private static final int WASTE_FACTOR = 8;

    private static final long UNKNOWN = -1;

    private final Database database;
    private final UUID repository;
    private final ReentrantLock lock = new ReentrantLock();
    private final BlobNumbers numbers = new BlobNumbers();
    private long epoch = UNKNOWN;

    CachedManifests(Database database, UUID repository) {
        this.database = database;
        this.repository = repository;
    }

    /**
     * A manifest that was read and checked.
     *
     * @param info what the listing said of it
     * @param head what is to be remembered of it
     * @param names the names of its blobs in a row, 32 bytes each, each once
     */
    public record Row(ObjectInfo info, byte[] head, byte[] names) {}

    /** Takes heads. */
    @FunctionalInterface
    public interface HeadSink {
        /**
         * Takes one.
         *
         * @param index which one of those that were asked for
         * @param head what was remembered
         */
        void take(int index, byte[] head);
    }

    /** Takes heads with names. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one. It must not call the catalog.
         *
         * @param index which one of those that were asked for
         * @param head what was remembered
         * @param names the names of its blobs
         */
        void take(int index, byte[] head, BlobNames names);
    }

    /**
     * Tells whether a manifest may be kept.
     *
     * @param info what the listing says of it
     * @return false if it has no time
     */
    public static boolean mayKeep(ObjectInfo info) {
        return info.modified().isAfter(Instant.EPOCH);
    }

    /**
     * Tells the heads that are known; the others are left out.
     *
     * @param infos what a listing says of manifests
     * @param sink takes them
     * @throws VaultikException as the class says
     */
    public void heads(List<ObjectInfo> infos, HeadSink sink) throws VaultikException {
        for (int from = 0; from < infos.size(); from += ROWS_AT_ONCE) {
            int first = from;
            int end = Math.min(infos.size(), from + ROWS_AT_ONCE);
            database.read(db -> {
                for (int i = first; i < end; i++) {
                    Optional<ManifestTables.Head> head = soundHead(db, infos.get(i));
                    if (head.isPresent()) {
                        sink.take(i, head.get().head());
                    }
                }
            });
        }
    }

    /**
     * Tells the heads and the names that are known; the others are left out.
     *
     * @param infos what a listing says of manifests
     * @param sink takes them
     * @throws VaultikException as the class says
     */
    public void read(List<ObjectInfo> infos, Sink sink) throws VaultikException {
        lock.lock();
        try {
            for (int from = 0; from < infos.size(); from += ROWS_AT_ONCE) {
                if (!readBatch(infos, from, Math.min(infos.size(), from + ROWS_AT_ONCE), sink)) {
                    database.change(ManifestTables::clear);
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps manifests, in place of what was known of them.
     *
     * @param rows what was read
     * @throws VaultikException as the class says; nothing has changed then
     */
    public void put(Collection<Row> rows) throws VaultikException {
        lock.lock();
        boolean done = false;
        try {
            database.change(db -> {
                if (!sync(db)) {
                    ManifestTables.clear(db);
                    sync(db);
                }
                put(db, rows);
            });
            done = true;
        } finally {
            if (!done) {
                // The table may hold numbers that were not written.
                epoch = UNKNOWN;
            }
            lock.unlock();
        }
    }

    /**
     * Forgets all but some manifests, and the names that only the others had, unless these are few.
     *
     * @param keys the keys of those that stay
     * @throws VaultikException as the class says; nothing has changed then
     */
    public void keepOnly(Set<String> keys) throws VaultikException {
        lock.lock();
        try {
            database.change(db -> {
                if (!sync(db)) {
                    ManifestTables.clear(db);
                    return;
                }
                ManifestTables.keepOnly(db, keys);
                BitSet used = ManifestTables.used(db, numbers);
                long wasted = (long) numbers.count() - used.cardinality();
                if (wasted * WASTE_FACTOR > numbers.count()) {
                    ManifestTables.renumber(db, numbers, used);
                }
            });
        } finally {
            lock.unlock();
        }
    }

    /** What one row holds, not checked. */
    private record Found(int index, ObjectInfo info, byte[] head, ManifestTables.Blobs blobs) {}

    private boolean readBatch(List<ObjectInfo> infos, int from, int end, Sink sink) throws VaultikException {
        List<Found> found = new ArrayList<>();
        boolean[] sane = new boolean[1];
        database.read(db -> {
            sane[0] = sync(db);
            for (int i = from; i < end && sane[0]; i++) {
                Optional<ManifestTables.Head> head = soundHead(db, infos.get(i));
                Optional<ManifestTables.Blobs> blobs =
                        head.isEmpty() ? Optional.empty() : ManifestTables.blobs(db, infos.get(i));
                if (head.isPresent() && blobs.isPresent()) {
                    found.add(new Found(i, infos.get(i), head.get().head(), blobs.get()));
                }
            }
        });
        for (Found row : found) {
            Optional<int[]> runs = soundRuns(row);
            if (runs.isPresent()) {
                sink.take(row.index(), row.head(), visitor -> forEach(runs.get(), visitor));
            }
        }
        return sane[0];
    }

    private Optional<ManifestTables.Head> soundHead(Database db, ObjectInfo info) throws SQLException {
        return mayKeep(info)
                ? ManifestTables.head(db, info)
                        .filter(row -> MessageDigest.isEqual(row.sum(), headSum(info, row.head())))
                : Optional.empty();
    }

    private Optional<int[]> soundRuns(Found row) {
        try {
            int[] runs = NumberRuns.decode(row.blobs().runs(), numbers.count());
            byte[] sum = namesSum(headSum(row.info(), row.head()), runs);
            return MessageDigest.isEqual(sum, row.blobs().sum()) ? Optional.of(runs) : Optional.empty();
        } catch (CatalogCorruptException e) {
            return Optional.empty();
        }
    }

    private void forEach(int[] runs, BlobNames.Visitor visitor) {
        byte[] names = numbers.names();
        for (int i = 0; i < runs.length; i += 2) {
            for (int number = runs[i]; number < runs[i + 1]; number++) {
                visitor.name(names, number * BlobNumbers.NAME_BYTES);
            }
        }
    }

    private void put(Database db, Collection<Row> rows) throws SQLException, VaultikException {
        int known = numbers.count();
        long bytes = ManifestTables.bytes(db);
        for (Row row : rows) {
            long atMost = (long) numbers.count() + row.names().length / BlobNumbers.NAME_BYTES;
            if (mayKeep(row.info()) && atMost <= MAX_NAMES && bytes + atMost * BlobNumbers.NAME_BYTES <= MAX_BYTES) {
                bytes += put(db, row);
            }
        }
        ManifestTables.append(db, numbers, known);
    }

    /** Puts one row and returns its length. */
    private long put(Database db, Row row) throws SQLException, VaultikException {
        BitSet set = new BitSet();
        for (int at = 0; at < row.names().length; at += BlobNumbers.NAME_BYTES) {
            set.set(numbers.add(row.names(), at));
        }
        byte[] coded = NumberRuns.encode(set);
        byte[] headSum = headSum(row.info(), row.head());
        byte[] sum = namesSum(headSum, NumberRuns.decode(coded, numbers.count()));
        ManifestTables.put(
                db, row.info(), new ManifestTables.Head(row.head(), headSum), new ManifestTables.Blobs(coded, sum));
        return (long) coded.length + row.head().length;
    }

    /** Reads the names that were added since, or all if they were numbered anew; false if they cannot be what was written. */
    private boolean sync(Database db) throws SQLException, VaultikException {
        long now = ManifestTables.epoch(db);
        if (now != epoch) {
            numbers.clear();
            epoch = now;
        }
        boolean sane = ManifestTables.load(db, numbers);
        if (!sane) {
            epoch = UNKNOWN;
        }
        return sane;
    }

    private byte[] headSum(ObjectInfo info, byte[] head) {
        byte[] key = info.key().value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer fields = ByteBuffer.allocate(4 * Long.BYTES + 3 * Integer.BYTES);
        fields.putLong(repository.getMostSignificantBits()).putLong(repository.getLeastSignificantBits());
        Instant modified = info.modified();
        fields.putLong(info.length()).putLong(modified.getEpochSecond()).putInt(modified.getNano());
        fields.putInt(key.length).putInt(head.length);
        MessageDigest sha256 = sha256();
        sha256.update(fields.array());
        sha256.update(key);
        sha256.update(head);
        return sha256.digest();
    }

    private byte[] namesSum(byte[] headSum, int[] runs) {
        MessageDigest sha256 = sha256();
        sha256.update(headSum);
        for (int i = 0; i < runs.length; i += 2) {
            int length = (runs[i + 1] - runs[i]) * BlobNumbers.NAME_BYTES;
            sha256.update(numbers.names(), runs[i] * BlobNumbers.NAME_BYTES, length);
        }
        return sha256.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
