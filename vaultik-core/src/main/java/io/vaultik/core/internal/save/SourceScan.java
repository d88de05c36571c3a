package io.vaultik.core.internal.save;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.StorageException;
import java.io.IOException;

/** Walks a source on the calling thread and sorts its entries by path. Closed by the run. */
final class SourceScan implements SourceRun, AutoCloseable {
    /** How much memory the sort takes before it writes to the spool. */
    static final long SORT_BYTES = 24L << 20;

    private static final long[] NO_REFS = {};

    private final Operation operation;
    private final ExternalSort sort;
    private long reported;
    private long bytes;

    SourceScan(Operation operation, Spool spool) {
        this.operation = operation;
        this.sort = new ExternalSort(spool, RawEntry::compare, SORT_BYTES);
    }

    @Override
    public void entry(SourceEntry entry) throws VaultikException {
        Interrupts.check();
        sort.add(new EntryRecord(entry, NO_REFS).encode());
        reported++;
        bytes += entry.size();
        operation.progress().add(0, 0);
    }

    @Override
    public ItemErrors errors() {
        return operation.errors();
    }

    /**
     * Walks.
     *
     * @throws VaultikException if the source as a whole cannot be read, or the spool is full
     */
    SortedRecords walk(BackupSource source) throws VaultikException {
        try {
            source.walk(this);
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancelledException("the walk was interrupted", e);
            }
            throw new StorageException(
                    false,
                    "the source {} cannot be read: {}",
                    e,
                    io.vaultik.fault.Concealed.of(source.id().displayName()),
                    e.getClass().getSimpleName());
        }
        operation.progress().total(reported, bytes);
        return sort.finish();
    }

    @Override
    public void close() throws NoSpaceException {
        sort.close();
    }
}
