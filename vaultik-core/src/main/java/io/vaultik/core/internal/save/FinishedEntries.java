package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.EntryBlockWriter;
import io.vaultik.core.internal.catalog.GenerationWriter;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Entries whose content is stored, or that have none, on their way to a sort by path. Files that were read also go, in blocks, to the
 * catalog with the next blob that is answered: should the run die, the next one does not read them again. (A block may name a blob
 * that is not answered yet; who reads it later checks every blob.) Thread-safe.
 */
final class FinishedEntries implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final ExternalSort sort;
    private final List<byte[]> blocks = new ArrayList<>();
    private EntryBlockWriter block = new EntryBlockWriter();
    private @Nullable SortedRecords sorted;

    FinishedEntries(ExternalSort sort) {
        this.sort = sort;
    }

    /** Takes the record of an entry that was not read. */
    void add(byte[] record) throws VaultikException {
        lock.lock();
        try {
            sort.add(record);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a file that was read. */
    void addRead(EntryRecord file) throws VaultikException {
        byte[] record = file.encode();
        lock.lock();
        try {
            sort.add(record);
            if (file.refs().length <= KnownEntry.MAX_REFS) {
                block.add(RawEntry.known(record));
                if (block.isFull()) {
                    blocks.add(block.finish());
                    block = new EntryBlockWriter();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the blocks of files that were read since the last call. */
    List<byte[]> takePendingBlocks() {
        lock.lock();
        try {
            List<byte[]> taken = new ArrayList<>(blocks);
            blocks.clear();
            if (!block.isEmpty()) {
                taken.add(block.finish());
                block = new EntryBlockWriter();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the adding. */
    SortedRecords finish() throws VaultikException {
        SortedRecords result = sort.finish();
        sorted = result;
        return result;
    }

    /** Adds what the catalog keeps of the files among finished entries. */
    static void addKnown(SortedRecords finished, GenerationWriter generation) throws VaultikException {
        try (RecordCursor records = finished.open()) {
            for (byte[] record = records.next(); record != null; record = records.next()) {
                if (RawEntry.kind(record) == EntryKind.FILE && RawEntry.refCount(record) <= KnownEntry.MAX_REFS) {
                    generation.add(RawEntry.known(record));
                }
            }
        }
    }

    @Override
    public void close() {
        sort.close();
        if (sorted != null) {
            sorted.close();
        }
    }
}
