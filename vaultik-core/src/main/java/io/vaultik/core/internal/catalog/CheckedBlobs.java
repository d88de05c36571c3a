package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which blobs of the repository this host has read from beginning to end, when, and how deep. Lost with the catalog; then all are
 * read anew. As thread-safe as the catalog, and throws what the class {@link Catalog} says.
 */
public final class CheckedBlobs {
    private final Database database;

    CheckedBlobs(Database database) {
        this.database = database;
    }

    /**
     * What is known of one blob.
     *
     * @param name the digest of its bytes, 32 bytes
     * @param deep when its bytes were last hashed, in milliseconds of the epoch; 0 for never
     * @param content when its content was last checked, too; 0 for never
     * @param bad whether it was damaged when it was last read
     */
    public record Row(byte[] name, long deep, long content, boolean bad) {}

    /**
     * {@return all that is known, in the order of names}
     *
     * @throws VaultikException as the class says
     */
    public List<Row> all() throws VaultikException {
        return database.query(db -> {
            List<Row> all = new ArrayList<>();
            try (ResultSet rows = db.select("SELECT name, deep, content, bad FROM checked ORDER BY name")) {
                while (rows.next()) {
                    all.add(new Row(Database.bytes(rows, 1), rows.getLong(2), rows.getLong(3), rows.getInt(4) != 0));
                }
            }
            return all;
        });
    }

    /**
     * Notes what is known now, in place of what was.
     *
     * @param rows one for each blob
     * @throws VaultikException as the class says
     */
    public void note(Collection<Row> rows) throws VaultikException {
        database.change(db -> {
            for (Row row : rows) {
                db.update(
                        "INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?)",
                        row.name(),
                        row.deep(),
                        row.content(),
                        row.bad() ? 1 : 0);
            }
        });
    }

    /**
     * Forgets blobs that nobody needs any more.
     *
     * @param names their names
     * @throws VaultikException as the class says
     */
    public void forget(Collection<byte[]> names) throws VaultikException {
        database.change(db -> {
            for (byte[] name : names) {
                db.update("DELETE FROM checked WHERE name = ?", (Object) name);
            }
        });
    }
}
