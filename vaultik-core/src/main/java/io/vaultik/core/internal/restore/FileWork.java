package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.repository.Entry;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A file that is being restored, by one lane or by several. Thread-safe. */
final class FileWork {
    private final TreeEntry line;
    private final Folder folder;
    private final ReentrantLock opening = new ReentrantLock();
    /** One for the feed as long as it hands out parts, one for each part. */
    private final AtomicInteger open = new AtomicInteger(1);

    private @Nullable FileOutput output;
    private volatile @Nullable Throwable failure;

    FileWork(TreeEntry line, Folder folder) {
        this.line = line;
        this.folder = folder;
    }

    TreeEntry line() {
        return line;
    }

    Entry entry() {
        return line.entry();
    }

    Folder folder() {
        return folder;
    }

    void addPart() {
        open.incrementAndGet();
    }

    /** Ends a part, or the handing out; returns true to the one who is last. */
    boolean endPart() {
        return open.decrementAndGet() == 0;
    }

    /** Says that the file cannot be restored. The first reason counts. */
    void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Returns where the content goes, opening it for the first part. */
    FileOutput output(Destination destination) throws IOException {
        opening.lock();
        try {
            FileOutput opened = output;
            if (opened == null) {
                opened = destination.open(line.entry());
                output = opened;
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    /** Removes what was written, if anything was. No part is being written. */
    void abort() throws IOException {
        opening.lock();
        try {
            if (output != null) {
                output.abort();
            }
        } finally {
            opening.unlock();
        }
    }
}
