package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.VaultikException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All places that trees name, sorted by blob and place on disk: add them, then take them blob by blob in the order that was given. One
 * thread; closed by its owner.
 */
final class Locations implements AutoCloseable {
    private final ExternalSort sort;
    private final int[] ranks;
    private byte[] last = new byte[0];
    private @Nullable SortedRecords sorted;
    private @Nullable RecordCursor cursor;
    private byte @Nullable [] peeked;

    /**
     * Makes an empty collection.
     *
     * @param spool where places lie that do not fit in memory
     * @param memoryBytes how many bytes of them do
     * @param order the rows in the order in which they are to be taken
     */
    Locations(Spool spool, long memoryBytes, int[] order) {
        this.ranks = new int[order.length];
        for (int rank = 0; rank < order.length; rank++) {
            ranks[order[rank]] = rank;
        }
        this.sort = new ExternalSort(spool, Arrays::compareUnsigned, memoryBytes);
    }

    /** Adds a place; the same one twice in a row, as in a file of zeros, is one. */
    void add(int row, ChunkLocation location) throws VaultikException {
        byte[] record = ByteBuffer.allocate(Integer.BYTES + WantedChunks.PLACE_BYTES)
                .putInt(ranks[row])
                .putInt(location.segmentOffset())
                .putInt(location.offset())
                .putInt(location.segmentLength())
                .putInt(location.length())
                .put(location.digest())
                .array();
        if (!Arrays.equals(record, last)) {
            sort.add(record);
            last = record;
        }
    }

    /** Ends the adding. */
    void finish() throws VaultikException {
        SortedRecords records = sort.finish();
        sorted = records;
        RecordCursor opened = records.open();
        cursor = opened;
        peeked = opened.next();
    }

    /** Returns the places in the blob of a rank in the order; ranks are asked for in ascending order. */
    WantedChunks take(int rank) throws VaultikException {
        WantedChunks wanted = new WantedChunks();
        RecordCursor records = cursor;
        byte[] record = peeked;
        while (records != null && record != null && ByteBuffer.wrap(record).getInt() <= rank) {
            if (ByteBuffer.wrap(record).getInt() == rank) {
                wanted.add(record, Integer.BYTES);
            }
            record = records.next();
        }
        peeked = record;
        return wanted;
    }

    @Override
    public void close() {
        if (cursor != null) {
            cursor.close();
        }
        if (sorted != null) {
            sorted.close();
        }
        sort.close();
    }
}
