package io.vaultik.core.internal.save;

import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.SortedRecords;
import io.vaultik.fault.AlreadyExistsException;
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
    private final RecordCursor records;
    private final ItemErrors errors;
    private final Deque<SourceEntry> ready = new ArrayDeque<>();
    private @Nullable EntryPath directory;
    private @Nullable EntryPath last;
    private @Nullable EntryPath lastLeaf;

    OrderedEntries(SortedRecords sorted, ItemErrors errors) throws VaultikException {
        this.records = sorted.open();
        this.errors = errors;
    }

    /** Returns the next entry, or null at the end. */
    @Nullable
    SourceEntry next() throws VaultikException {
        while (ready.isEmpty()) {
            byte[] record = records.next();
            if (record == null) {
                return null;
            }
            take(EntryRecord.decode(record).entry());
        }
        SourceEntry entry = ready.remove();
        last = entry.path();
        return entry;
    }

    @Override
    public void close() {
        records.close();
    }

    private void take(SourceEntry entry) throws VaultikException {
        EntryPath path = entry.path();
        if (last != null && path.equals(last)) {
            refuse(path, new AlreadyExistsException("the source reports {} twice", null, conceal(path)));
        } else if (lastLeaf != null && lastLeaf.contains(path)) {
            refuse(path, new UnsafePathException("{} lies below something that is no directory", null, conceal(path)));
        } else if (path.isRoot() && entry.kind() != EntryKind.DIRECTORY) {
            refuse(path, new UnsafePathException("the root of a source is a directory", null));
        } else {
            addMissing(path.isRoot() ? null : path.parent());
            ready.add(entry);
            if (entry.kind() == EntryKind.DIRECTORY) {
                directory = path;
            } else {
                lastLeaf = path;
            }
        }
    }

    /** Adds the directories down to a parent that no entry stands for. */
    private void addMissing(@Nullable EntryPath parent) {
        if (parent == null || (directory != null && parent.contains(directory))) {
            return;
        }
        addMissing(parent.isRoot() ? null : parent.parent());
        ready.add(SourceEntry.builder(parent, EntryKind.DIRECTORY).build());
        directory = parent;
    }

    private void refuse(EntryPath path, VaultikException cause) throws VaultikException {
        errors.failed(PathText.item(path), cause);
    }

    private static io.vaultik.fault.Concealed conceal(EntryPath path) {
        return io.vaultik.fault.Concealed.of(path);
    }
}
