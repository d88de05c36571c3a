package io.vaultik.examples;

import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A backend of one's own in one class: the objects are rows of an SQLite database, in pieces of 1 MiB, so that memory does not
 * grow with their length. Thread-safe: one connection behind a lock, which is never held while a body or a visitor is called.
 * The pieces of a new object come first and its name last, in one transaction, so that it is there as a whole or not at all.
 * A reader keeps the object that it opened, also when it is replaced meanwhile. One process at a time may use a file.
 */
final class SqliteStorage implements ObjectStorage {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int PAGE_ROWS = 100;

    private final String location;
    private final Connection connection;
    private final ReentrantLock lock = new ReentrantLock();
    /** How many streams read the pieces of an id: they stay until the last one is closed. Guarded by the lock. */
    private final Map<String, Integer> readers = new HashMap<>();

    private SqliteStorage(String location, Connection connection) {
        this.location = location;
        this.connection = connection;
    }

    /**
     * Opens a storage.
     *
     * @param file the database, made if it does not exist
     * @return the storage
     * @throws StorageException if the database cannot be opened
     */
    static SqliteStorage at(Path file) throws StorageException {
        try {
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            SqliteStorage storage = new SqliteStorage("sqlite:" + file, connection);
            connection.setAutoCommit(false);
            storage.transaction("open", () -> {
                storage.update(
                        "create table if not exists object"
                                + " (name text primary key, id text not null, length integer not null, modified integer not null)");
                storage.update(
                        "create table if not exists piece"
                                + " (id text not null, number integer not null, bytes blob not null, primary key (id, number))");
                return storage.update("delete from piece where id not in (select id from object)");
            });
            return storage;
        } catch (SQLException e) {
            throw new StorageException(false, "cannot open the database {}", e, file);
        }
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        if (mode == PutMode.CREATE && stat(key).isPresent()) {
            throw new ObjectExistsException(key, location);
        }
        String id = UUID.randomUUID().toString();
        boolean done = false;
        try {
            writePieces(key, id, body);
            transaction("put " + key, () -> publish(key, id, body.length(), mode));
            done = true;
        } finally {
            if (!done) {
                transaction("clean up " + key, () -> update("delete from piece where id = ?", id));
            }
        }
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        Row row = transaction("open " + key, () -> hold(find(key)));
        return new ObjectContent(row.length(), new PieceStream(key, row.id(), 0, row.length()));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length are at least 0");
        }
        Row held = transaction("read " + key, () -> {
            Row row = find(key);
            if (offset > row.length() || length > row.length() - offset) {
                throw new StorageException(
                        false, "no bytes {}+{} in {}, which has {}", null, offset, length, key, row.length());
            }
            return hold(row);
        });
        return new PieceStream(key, held.id(), offset, offset + length);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return transaction("stat " + key, () -> row(key)).map(Row::info);
    }

    /** Reads a page of rows at a time, and calls the visitor between them. */
    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        String after = "";
        List<Row> page;
        do {
            String from = after;
            page = transaction("list " + prefix, () -> page(prefix, from));
            for (Row row : page) {
                if (!visitor.visit(row.info())) {
                    return;
                }
                after = row.key().value();
            }
        } while (page.size() == PAGE_ROWS);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        transaction("delete " + key, () -> remove(key));
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE);
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public void close() throws StorageException {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StorageException(false, "cannot close {}", e, location);
        } finally {
            lock.unlock();
        }
    }

    /** An object without its bytes. Each put makes an id of its own, so that a reader never mixes two objects. */
    private record Row(ObjectKey key, String id, long length, Instant modified) {
        ObjectInfo info() {
            return new ObjectInfo(key, length, modified);
        }
    }

    /** What is done with the database while the lock is held: all of it, or nothing. */
    private interface Work<T> {
        T run() throws SQLException, StorageException;
    }

    private <T> T transaction(String what, Work<T> work) throws StorageException {
        lock.lock();
        try {
            if (connection.isClosed()) {
                throw new IllegalStateException(location + " is closed");
            }
            try {
                T result = work.run();
                connection.commit();
                return result;
            } catch (SQLException | StorageException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new StorageException(false, "cannot {} in {}", e, what, location);
        } finally {
            lock.unlock();
        }
    }

    private Row find(ObjectKey key) throws SQLException, StorageException {
        return row(key).orElseThrow(() -> new ObjectNotFoundException(key, location));
    }

    private Row hold(Row row) {
        readers.merge(row.id(), 1, Integer::sum);
        return row;
    }

    /** Says that a stream is closed; the pieces of an object that was replaced or deleted meanwhile go with the last one. */
    private void release(String id) throws StorageException {
        lock.lock();
        try {
            boolean last = readers.merge(id, -1, (count, one) -> count == 1 ? null : count - 1) == null;
            if (last && !connection.isClosed()) {
                transaction(
                        "clean up",
                        () -> update("delete from piece where id = ? and id not in (select id from object)", id));
            }
        } catch (SQLException e) {
            throw new StorageException(false, "cannot clean up in {}", e, location);
        } finally {
            lock.unlock();
        }
    }

    private void writePieces(ObjectKey key, String id, ObjectBody body) throws StorageException {
        long written = 0;
        try (InputStream in = body.open()) {
            byte[] piece = in.readNBytes(PIECE_BYTES);
            for (int i = 0; piece.length > 0; i++) {
                int number = i;
                byte[] bytes = piece;
                transaction("put " + key, () -> update("insert into piece values (?, ?, ?)", id, number, bytes));
                written += piece.length;
                piece = in.readNBytes(PIECE_BYTES);
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "cannot put {}: its body fails", e, key);
        }
        if (written != body.length()) {
            throw new StorageException(
                    false, "cannot put {}: its body has {} bytes, not {}", null, key, written, body.length());
        }
    }

    private int publish(ObjectKey key, String id, long length, PutMode mode) throws SQLException, StorageException {
        if (mode == PutMode.CREATE && row(key).isPresent()) {
            throw new ObjectExistsException(key, location);
        }
        remove(key);
        long now = Clock.systemUTC().millis();
        return update("insert into object values (?, ?, ?, ?)", key.value(), id, length, now);
    }

    private int remove(ObjectKey key) throws SQLException {
        Optional<Row> row = row(key);
        if (row.isPresent()) {
            update("delete from object where name = ?", key.value());
            if (!readers.containsKey(row.get().id())) {
                update("delete from piece where id = ?", row.get().id());
            }
        }
        return 1;
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private Optional<Row> row(ObjectKey key) throws SQLException {
        try (PreparedStatement query = prepared("select * from object where name = ?", key.value())) {
            return rows(query).stream().findFirst();
        }
    }

    /** Keys are ASCII, and DEL is above all their characters. */
    private List<Row> page(String prefix, String after) throws SQLException {
        String sql = "select * from object where name >= ? and name < ? and name > ? order by name limit " + PAGE_ROWS;
        try (PreparedStatement query = prepared(sql, prefix, prefix + '\u007f', after)) {
            return rows(query);
        }
    }

    private static List<Row> rows(PreparedStatement query) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (ResultSet found = query.executeQuery()) {
            while (found.next()) {
                Instant modified = Instant.ofEpochMilli(found.getLong("modified"));
                ObjectKey key = ObjectKey.of(found.getString("name"));
                rows.add(new Row(key, found.getString("id"), found.getLong("length"), modified));
            }
        }
        return rows;
    }

    private byte[] piece(String id, long number) throws SQLException {
        try (PreparedStatement query = prepared("select bytes from piece where id = ? and number = ?", id, number);
                ResultSet found = query.executeQuery()) {
            return found.next() ? found.getBytes(1) : new byte[0];
        }
    }

    /** Part of an object, one piece in memory. */
    private final class PieceStream extends InputStream {
        private final ObjectKey key;
        private final String id;
        private final long end;
        private long position;
        private byte[] piece = {};
        private long number = -1;
        private boolean closed;

        PieceStream(ObjectKey key, String id, long start, long end) {
            this.key = key;
            this.id = id;
            this.position = start;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (closed) {
                throw new IOException("this stream is closed");
            }
            if (position >= end) {
                return length == 0 ? 0 : -1;
            }
            if (number != position / PIECE_BYTES) {
                number = position / PIECE_BYTES;
                piece = transaction("read " + key, () -> piece(id, number));
            }
            int from = (int) (position % PIECE_BYTES);
            if (from >= piece.length) {
                throw new StorageException(false, "a piece of {} is missing", null, key);
            }
            int count = (int) Math.min(Math.min(length, end - position), piece.length - from);
            System.arraycopy(piece, from, target, offset, count);
            position += count;
            return count;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                release(id);
            }
        }
    }
}
