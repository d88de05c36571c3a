package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts any number of records within a stated memory. The sort is stable: equal records come out in the order of adding.
 * What does not fit goes in sorted runs to a spool, and is merged when it is read (Knuth, The Art of Computer Programming,
 * vol. 3, 5.4.1); what fits makes no file.
 *
 * <p>Records that arrive in order are the common case: they cost one comparison each, and however many they are, they make
 * a single run that needs no merging.
 *
 * <p>For one thread. Whoever makes it closes it; after {@link #finish} that does nothing, and the result is to be closed.
 */
public final class ExternalSort implements AutoCloseable {
    /** The largest record that can be added. */
    public static final int MAX_RECORD_BYTES = 16 << 20;

    // The header of an array, its padding, and its reference, which the list and the sort may hold twice.
    static final int RECORD_OVERHEAD_BYTES = 48;

    private static final int MAX_FAN_IN = 64;
    private static final int CURSOR_BYTES = 2 * EncryptedSpoolFile.SEALED_BYTES;

    private final Spool spool;
    private final Comparator<byte[]> order;
    private final long memoryBytes;
    private final List<byte[]> buffer = new ArrayList<>();
    private long bufferBytes;
    private boolean bufferInOrder = true;
    private @Nullable RunFile runs;
    private byte @Nullable [] lastSpilled;
    private long count;
    private boolean ended;

    /**
     * Makes a sort without records.
     *
     * @param spool where runs go
     * @param order the order; it sees whole records and does not change them
     * @param memoryBytes how much memory to use. The last record added comes on top, and to spilling a file's buffers of
     *     some 128 KiB; merging holds two runs at least, each with some 128 KiB and a record
     */
    public ExternalSort(Spool spool, Comparator<byte[]> order, long memoryBytes) {
        if (memoryBytes < 1) {
            throw new IllegalArgumentException("no memory to sort in: " + memoryBytes);
        }
        this.spool = spool;
        this.order = order;
        this.memoryBytes = memoryBytes;
    }

    /**
     * Adds a record.
     *
     * @param record at most {@link #MAX_RECORD_BYTES}; kept as it is, so not to be changed afterwards
     * @throws io.vaultik.fault.NoSpaceException if the disk is full
     * @throws VaultikException if a run cannot be written
     */
    public void add(byte[] record) throws VaultikException {
        requireOpen();
        if (record.length > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException("a record of " + record.length + " bytes");
        }
        long bytes = (long) record.length + RECORD_OVERHEAD_BYTES;
        if (bufferBytes + bytes > memoryBytes && !buffer.isEmpty()) {
            spill();
        }
        bufferInOrder = bufferInOrder && (buffer.isEmpty() || inOrder(buffer.get(buffer.size() - 1), record));
        buffer.add(record);
        bufferBytes += bytes;
        count++;
    }

    /**
     * Ends the adding and sorts.
     *
     * @return the records in order; the caller closes them
     * @throws io.vaultik.fault.NoSpaceException if the disk is full
     * @throws VaultikException if a run cannot be written or read
     */
    public SortedRecords finish() throws VaultikException {
        requireOpen();
        if (runs == null) {
            ended = true;
            sortBuffer();
            return SortedRecords.inMemory(buffer, order);
        }
        spill();
        RunFile merged = mergeDown(runs);
        ended = true;
        return SortedRecords.spilled(count, merged, order);
    }

    /** Frees memory and disk, unless {@link #finish} has passed them on. Does nothing when called again. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        buffer.clear();
        if (runs != null) {
            runs.close();
        }
    }

    private void spill() throws VaultikException {
        sortBuffer();
        RunFile file = runs;
        if (file == null) {
            file = new RunFile(spool.create());
            runs = file;
        }
        byte[] last = lastSpilled;
        if (last == null || !inOrder(last, buffer.get(0))) {
            file.startRun();
        }
        for (byte[] record : buffer) {
            file.append(record);
        }
        lastSpilled = buffer.get(buffer.size() - 1);
        buffer.clear();
        bufferBytes = 0;
        bufferInOrder = true;
    }

    private void sortBuffer() {
        if (!bufferInOrder) {
            buffer.sort(order);
        }
    }

    /** Merges neighbours, which keeps the sort stable, until what is left can be read in one merge. */
    private RunFile mergeDown(RunFile input) throws VaultikException {
        RunFile current = input;
        long perRun = CURSOR_BYTES + RECORD_OVERHEAD_BYTES + (long) input.largestBytes();
        int fanIn = (int) Math.max(2, Math.min(MAX_FAN_IN, memoryBytes / perRun));
        while (current.count() > fanIn) {
            RunFile merged = new RunFile(spool.create());
            try {
                for (int from = 0; from < current.count(); from += fanIn) {
                    merge(current, from, Math.min(from + fanIn, current.count()), merged);
                }
            } catch (Throwable e) {
                merged.close();
                throw e;
            }
            current.close();
            current = merged;
            runs = merged;
        }
        return current;
    }

    private void merge(RunFile from, int first, int end, RunFile to) throws VaultikException {
        to.startRun();
        try (RecordCursor merge = new RunMerge(from.cursors(first, end), order)) {
            for (byte[] record = merge.next(); record != null; record = merge.next()) {
                to.append(record);
            }
        }
    }

    private boolean inOrder(byte[] before, byte[] after) {
        return order.compare(before, after) <= 0;
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the sort has ended");
        }
    }
}
