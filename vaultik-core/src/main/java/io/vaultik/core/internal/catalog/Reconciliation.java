package io.vaultik.core.internal.catalog;

import io.vaultik.fault.VaultikException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * Brings the catalog into agreement with a collection state by a LIST of the blobs (step W4 of the format). Made before the
 * LIST begins; then {@link #listed} for each blob, then {@link #finish}. Nothing changes before that, so one that is given up
 * needs no end. Takes one bit per blob of the catalog, however many are listed. Not thread-safe.
 */
public final class Reconciliation implements SessionRows.Listing {
    private static final int BATCH = 512;
    private static final int SLICES = 64;

    private final Database database;
    private final String session;
    private final long answeredBefore;
    private final long damageBefore;
    private final BitSet present = new BitSet();
    private final byte[][] batch = new byte[BATCH][];
    private int batched;

    Reconciliation(Database database, String session) throws VaultikException {
        this.database = database;
        this.session = session;
        long[] before = database.query(Reconciliation::counters);
        this.answeredBefore = before[0];
        this.damageBefore = before[1];
    }

    @Override
    public void listed(byte[] name) throws VaultikException {
        batch[batched++] = name;
        if (batched == BATCH) {
            lookUp();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Rows that go are deleted; but while other sessions of this catalog are open they are only retired, usable by none
     * that starts now: a run in another process may still need their directories.
     */
    @Override
    public void finish(long number, String stateId, Set<String> offLimitsHex, Set<String> undecided, Instant now)
            throws VaultikException {
        lookUp();
        boolean purge = database.write(db -> {
            apply(db, number, offLimitsHex, undecided);
            agree(db, number, stateId, now);
            return db.number("SELECT gone > 0 AND gone * 4 >= (SELECT count(*) FROM blob) FROM meta") == 1;
        });
        if (purge) {
            purge();
        }
    }

    private static long[] counters(Database db) throws SQLException, VaultikException {
        return new long[] {db.number("SELECT answered FROM meta"), db.number("SELECT damage FROM meta")};
    }

    private void lookUp() throws VaultikException {
        database.read(db -> {
            for (int i = 0; i < batched; i++) {
                int id = (int) db.number("SELECT coalesce((SELECT id FROM blob WHERE name = ?), 0)", (Object) batch[i]);
                if (id > 0) {
                    present.set(id);
                }
            }
        });
        batched = 0;
        Arrays.fill(batch, null);
    }

    private void apply(Database db, long number, Set<String> offLimitsHex, Set<String> undecided)
            throws SQLException, VaultikException {
        BitSet raise = new BitSet();
        BitSet gone = new BitSet();
        HexFormat hex = HexFormat.of();
        try (ResultSet rows =
                db.select("SELECT id, state, answered, session, name FROM blob WHERE name IS NOT NULL ORDER BY id")) {
            while (rows.next()) {
                int id = rows.getInt(1);
                String owner = rows.getString(4);
                boolean wasThere = rows.getLong(3) <= answeredBefore;
                // A rebuild may have added rows while the LIST ran, of which it so says nothing.
                boolean isNew = !wasThere && owner == null && rows.getLong(2) == BlobTable.RETIRED;
                if (rows.getLong(2) >= number || isNew && !present.get(id)) {
                    gone.set(id, !present.get(id) && wasThere);
                    continue;
                }
                boolean stays = present.get(id)
                        && (owner == null || undecided.contains(owner))
                        && (offLimitsHex.isEmpty() || !offLimitsHex.contains(hex.formatHex(Database.bytes(rows, 5))));
                (stays ? raise : gone).set(id);
            }
        }
        eachRun(
                raise,
                (from, to) -> db.update(
                        "UPDATE blob SET state = ? WHERE id BETWEEN ? AND ? AND name IS NOT NULL", number, from, to));
        remove(db, gone);
        db.update("DELETE FROM blob WHERE name IS NULL AND session NOT IN (SELECT dir FROM session)");
    }

    private void remove(Database db, BitSet gone) throws SQLException, VaultikException {
        if (db.number("SELECT EXISTS (SELECT 1 FROM session WHERE dir <> ?)", session) == 1) {
            eachRun(
                    gone,
                    (from, to) ->
                            db.update("UPDATE blob SET state = -1 WHERE id BETWEEN ? AND ? AND state <> -1", from, to));
            return;
        }
        eachRun(gone, (from, to) -> {
            db.update("DELETE FROM directory WHERE blob BETWEEN ? AND ?", from, to);
            db.update("DELETE FROM blob WHERE id BETWEEN ? AND ?", from, to);
        });
        db.update("UPDATE meta SET gone = gone + ?", gone.cardinality());
    }

    private void agree(Database db, long number, String stateId, Instant now) throws SQLException {
        db.update("UPDATE meta SET state_id = ?, state = ? WHERE state <= ?", stateId, number, number);
        db.update(
                "UPDATE meta SET last_list = max(last_list, ?), damage = CASE WHEN damage = ? THEN 0 ELSE damage END",
                now.toEpochMilli(),
                damageBefore);
    }

    /** What is done to the rows from one id to another, both included. */
    @FunctionalInterface
    private interface Range {
        void apply(int from, int to) throws SQLException;
    }

    /** Neighbouring rows mostly share their fate, and one statement does for all of them. */
    private static void eachRun(BitSet ids, Range range) throws SQLException {
        for (int from = ids.nextSetBit(0); from >= 0; ) {
            int end = ids.nextClearBit(from);
            range.apply(from, end - 1);
            from = ids.nextSetBit(end);
        }
    }

    /**
     * Deletes chunks and nodes of blobs that are gone; done when there are many, since they do no harm. In slices, so that
     * no other process waits long.
     */
    private void purge() throws VaultikException {
        for (int slice = 0; slice < SLICES; slice++) {
            byte[] from = {(byte) (slice * 256 / SLICES)};
            // Past the last slice: longer than any digest of 32 bytes of 0xFF, and so behind them all.
            byte[] to = {(byte) ((slice + 1) * 256 / SLICES)};
            if (slice == SLICES - 1) {
                to = new byte[DigestRows.DIGEST_BYTES + 1];
                Arrays.fill(to, (byte) 0xFF);
            }
            byte[] end = to;
            database.change(db -> {
                for (String table : new String[] {"chunk", "node"}) {
                    db.update(
                            "DELETE FROM " + table + " WHERE digest >= ? AND digest < ?"
                                    + " AND NOT EXISTS (SELECT 1 FROM blob WHERE id = ref >> 32)",
                            from,
                            end);
                }
            });
        }
        database.change(db -> db.update("UPDATE meta SET gone = 0"));
    }
}
