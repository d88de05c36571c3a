package io.vaultik.core.internal.save;

import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.fault.AlreadyExistsException;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Entries in the order of paths, made a tree: the root and directories that were not reported are added without attributes, of two
 * entries of one path the first counts, and what lies below something that is no directory is an item error.
 */
final class OrderedEntries implements AutoCloseable {
    private static final long[] NO_REFS = {};

    private final RecordCursor records;
    private final ItemErrors errors;
    private final Deque<byte[]> ready = new ArrayDeque<>();
    private byte @Nullable [] directory;
    private byte @Nullable [] last;
    private byte @Nullable [] lastLeaf;

    OrderedEntries(SortedRecords sorted, ItemErrors errors) throws VaultikException {
        this.records = sorted.open();
        this.errors = errors;
    }

    /** Returns the record of the next entry, or null at the end. */
    byte @Nullable [] next() throws VaultikException {
        while (ready.isEmpty()) {
            byte[] record = records.next();
            if (record == null) {
                return null;
            }
            take(record);
        }
        byte[] entry = ready.remove();
        last = entry;
        return entry;
    }

    @Override
    public void close() {
        records.close();
    }

    private void take(byte[] entry) throws VaultikException {
        byte[] leaf = lastLeaf;
        boolean isDirectory = RawEntry.kind(entry) == EntryKind.DIRECTORY;
        if (last != null && RawEntry.compare(last, entry) == 0) {
            EntryPath path = RawEntry.path(entry);
            refuse(path, new AlreadyExistsException("the source reports {} twice", null, Concealed.of(path)));
        } else if (leaf != null && RawEntry.contains(leaf, RawEntry.pathLength(leaf), entry)) {
            EntryPath path = RawEntry.path(entry);
            refuse(
                    path,
                    new UnsafePathException("{} lies below something that is no directory", null, Concealed.of(path)));
        } else if (RawEntry.pathLength(entry) == 0 && !isDirectory) {
            refuse(EntryPath.ROOT, new UnsafePathException("the root of a source is a directory", null));
        } else {
            addMissing(entry);
            ready.add(entry);
            if (isDirectory) {
                directory = entry;
            } else {
                lastLeaf = entry;
            }
        }
    }

    /** Adds the directories above an entry that no entry stands for. */
    private void addMissing(byte[] entry) {
        int parent = RawEntry.parentLength(entry);
        if (parent < 0 || (directory != null && RawEntry.contains(entry, parent, directory))) {
            return;
        }
        SourceEntry missing = SourceEntry.builder(RawEntry.path(entry).parent(), EntryKind.DIRECTORY)
                .build();
        byte[] record = new EntryRecord(missing, NO_REFS).encode();
        addMissing(record);
        ready.add(record);
        directory = record;
    }

    private void refuse(EntryPath path, VaultikException cause) throws VaultikException {
        errors.failed(PathText.item(path), cause);
    }
}
