package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link ExternalSort} has sorted: any number of passes, also at the same time. Each pass over spilled records
 * needs as much memory as the sort had; records that fit its memory are kept there, and passes over them need none.
 *
 * <p>Thread-safe. Whoever finished the sort closes it, after the last pass.
 */
public final class SortedRecords implements AutoCloseable {
    private final long count;
    private final List<byte[]> inMemory;
    private final @Nullable RunFile spilled;
    private final Comparator<byte[]> order;
    private volatile boolean closed;

    private SortedRecords(long count, List<byte[]> inMemory, @Nullable RunFile spilled, Comparator<byte[]> order) {
        this.count = count;
        this.inMemory = inMemory;
        this.spilled = spilled;
        this.order = order;
    }

    static SortedRecords inMemory(List<byte[]> records, Comparator<byte[]> order) {
        return new SortedRecords(records.size(), records, null, order);
    }

    static SortedRecords spilled(long count, RunFile runs, Comparator<byte[]> order) {
        return new SortedRecords(count, List.of(), runs, order);
    }

    /**
     * Returns how many records there are.
     *
     * @return as many as were added
     */
    public long count() {
        return count;
    }

    /**
     * Starts a pass.
     *
     * @return a cursor before the first record
     * @throws VaultikException if the first records cannot be read
     */
    public RecordCursor open() throws VaultikException {
        if (closed) {
            throw new IllegalStateException("the records are closed");
        }
        RunFile runs = spilled;
        return runs == null ? new InMemory(inMemory.iterator()) : new RunMerge(runs.cursors(0, runs.count()), order);
    }

    /** Frees memory and disk. Does nothing when called again. */
    @Override
    public void close() {
        closed = true;
        RunFile runs = spilled;
        if (runs == null) {
            inMemory.clear();
        } else {
            runs.close();
        }
    }

    private static final class InMemory implements RecordCursor {
        private @Nullable Iterator<byte[]> rest;

        InMemory(Iterator<byte[]> rest) {
            this.rest = rest;
        }

        @Override
        public byte @Nullable [] next() {
            Iterator<byte[]> records = rest;
            return records != null && records.hasNext() ? records.next() : null;
        }

        @Override
        public void close() {
            rest = null;
        }
    }
}
