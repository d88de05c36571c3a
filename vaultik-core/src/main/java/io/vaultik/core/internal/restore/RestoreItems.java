package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.fs.PathText;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.TreeCounts;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what becomes of the entries, and tells failures of one item from those of the whole restore. Thread-safe. */
final class RestoreItems {
    private final Operation operation;
    private final LongAdder files = new LongAdder();
    private final LongAdder directories = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder kept = new LongAdder();

    RestoreItems(Operation operation) {
        this.operation = operation;
    }

    /** Notes what became of an entry. */
    void done(Entry entry, Destination.Outcome outcome) {
        switch (outcome) {
            case WRITTEN -> written(entry);
            case KEPT -> kept.increment();
            case LEFT_OUT -> operation.errors().skipped(PathText.item(entry.path()), "privilege");
        }
        operation.progress().add(1, entry.kind() == EntryKind.FILE ? entry.size() : 0);
    }

    /**
     * Notes that an entry failed.
     *
     * @throws VaultikException if that ends the restore
     */
    void failed(EntryPath path, Throwable cause) throws VaultikException {
        throwIfFatal(cause);
        Throwable shown = cause instanceof TargetFailure failure ? failure.thrown() : cause;
        operation.errors().failed(PathText.item(path), shown);
        operation.progress().add(1, 0);
    }

    /** Throws what concerns more than one item: no room, no storage, no snapshot any more, an interrupt. */
    void throwIfFatal(@Nullable Throwable cause) throws VaultikException {
        if (cause == null) {
            return;
        }
        if (cause instanceof IOException && Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the restore was interrupted", cause);
        }
        boolean storage = cause instanceof StorageException && !(cause instanceof ObjectNotFoundException);
        if (storage
                || cause instanceof NoSpaceException
                || cause instanceof CancelledException
                || cause instanceof NotFoundException) {
            throw (VaultikException) cause;
        }
    }

    TreeCounts counts() {
        return new TreeCounts(files.sum(), directories.sum(), others.sum(), bytes.sum());
    }

    long kept() {
        return kept.sum();
    }

    private void written(Entry entry) {
        switch (entry.kind()) {
            case FILE -> {
                files.increment();
                bytes.add(entry.size());
            }
            case DIRECTORY -> directories.increment();
            default -> others.increment();
        }
    }
}
