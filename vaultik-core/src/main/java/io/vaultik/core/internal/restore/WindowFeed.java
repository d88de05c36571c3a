package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentCursor;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the wanted entries into windows. Directories are begun here, in the order of paths, so that they are there before anything in
 * them. A file that is longer than a window goes on in the next ones. Thread-safe: one lane at a time is served.
 */
final class WindowFeed {
    private final SnapshotReader snapshot;
    private final SelectedEntries entries;
    private final OpenFolders folders;
    private final HardLinks links;
    private final Destination destination;
    private final RestoreItems items;
    private final SegmentPool pool;
    private final int maxBytes;
    private final ReentrantLock serving = new ReentrantLock();
    private @Nullable Spanning spanning;
    private @Nullable TreeEntry deferred;
    private long numbers;
    private boolean begun;
    private boolean ended;

    /** What the feed works with. */
    record Parts(
            SnapshotReader snapshot,
            SelectedEntries entries,
            OpenFolders folders,
            HardLinks links,
            Destination destination,
            RestoreItems items,
            SegmentPool pool) {}

    WindowFeed(Parts parts, int maxBytes) {
        this.snapshot = parts.snapshot();
        this.entries = parts.entries();
        this.folders = parts.folders();
        this.links = parts.links();
        this.destination = parts.destination();
        this.items = parts.items();
        this.pool = parts.pool();
        this.maxBytes = maxBytes;
    }

    /** A file whose chunks are being handed out. */
    private static final class Spanning {
        private final FileWork file;
        private final ContentCursor cursor;
        private @Nullable ChunkLocation next;
        private long position;

        Spanning(FileWork file, ContentCursor cursor) {
            this.file = file;
            this.cursor = cursor;
        }
    }

    /** Returns the next window, or null when there is no more to do. */
    @Nullable
    Window next() throws VaultikException, InterruptedException {
        serving.lockInterruptibly();
        try {
            if (ended) {
                return null;
            }
            Window window = new Window(numbers++, maxBytes);
            fill(window);
            window.claim(pool);
            return window.isEmpty() ? null : window;
        } finally {
            serving.unlock();
        }
    }

    private void fill(Window window) throws VaultikException {
        if (!begun) {
            begun = true;
            begin();
        }
        if (spanning != null && !handOut(window, spanning)) {
            return;
        }
        spanning = null;
        while (!window.isFull() && spanning == null) {
            TreeEntry line = take();
            if (line == null) {
                ended = true;
                folders.leaveAll();
                return;
            }
            add(window, line);
        }
    }

    private void begin() throws VaultikException {
        TreeEntry first = entries.next();
        boolean isRoot = first != null && first.entry().path().isRoot();
        folders.beginRoot(isRoot ? first : null);
        deferred = isRoot ? null : first;
    }

    private @Nullable TreeEntry take() throws VaultikException {
        Interrupts.check();
        TreeEntry line = deferred;
        deferred = null;
        return line != null ? line : entries.next();
    }

    private void add(Window window, TreeEntry line) throws VaultikException {
        Entry entry = line.entry();
        Folder folder = folders.enter(entry.path());
        if (folder == null) {
            return;
        }
        if (entry.kind() == EntryKind.DIRECTORY) {
            folders.begin(line, folder);
            return;
        }
        EntryPath to = links.target(entry);
        if (to != null) {
            window.links().add(new Window.Link(line, folder, to));
        } else if (entry.kind() != EntryKind.FILE) {
            window.made().add(new Window.Made(line, folder));
        } else if (!isKept(entry, folder)) {
            addFile(window, new FileWork(asFirstName(line), folder));
        }
    }

    private boolean isKept(Entry entry, Folder folder) throws VaultikException {
        try {
            if (!destination.keeps(entry.path())) {
                return false;
            }
            links.notRestored(entry.path());
            items.done(entry, Destination.Outcome.KEPT);
        } catch (IOException e) {
            items.failed(entry.path(), e);
        }
        folders.release(folder);
        return true;
    }

    private void addFile(Window window, FileWork file) throws VaultikException {
        if (!destination.splitsFiles() && file.entry().size() > maxBytes / 2) {
            window.streamed().add(file);
            return;
        }
        Spanning begins = new Spanning(file, snapshot.content(file.line()));
        if (!handOut(window, begins)) {
            spanning = begins;
        }
    }

    /** Adds the chunks of a file as far as there is room; false if some are left. */
    private boolean handOut(Window window, Spanning from) throws VaultikException {
        FileWork file = from.file;
        List<ChunkLocation> chunks = new ArrayList<>(1);
        long position = from.position;
        boolean whole = false;
        try {
            ChunkLocation chunk = nextChunk(from);
            while (chunk != null && file.failure() == null && window.take(chunk)) {
                chunks.add(chunk);
                from.position += chunk.length();
                from.next = null;
                chunk = nextChunk(from);
            }
            whole = chunk == null || file.failure() != null;
            if (chunk == null && from.position != file.entry().size()) {
                throw wrongLength(file.entry(), from.position);
            }
        } catch (VaultikException e) {
            VaultikException explained = snapshot.explain(e);
            items.throwIfFatal(explained);
            file.fail(explained);
            whole = true;
        }
        return part(window, file, position, chunks, whole);
    }

    private static boolean part(
            Window window, FileWork file, long position, List<ChunkLocation> chunks, boolean whole) {
        if (whole || !chunks.isEmpty()) {
            file.addPart();
            window.parts().add(new Window.Part(file, position, chunks));
        }
        if (whole) {
            // The part that was just added is not done, so the feed is never the last.
            file.endPart();
        }
        return whole;
    }

    private static @Nullable ChunkLocation nextChunk(Spanning from) throws VaultikException {
        ChunkLocation chunk = from.next;
        if (chunk == null) {
            chunk = from.cursor.next();
            from.next = chunk;
        }
        if (chunk != null && chunk.length() > from.file.entry().size() - from.position) {
            throw wrongLength(from.file.entry(), from.position + chunk.length());
        }
        return chunk;
    }

    private static IntegrityException wrongLength(Entry entry, long found) {
        return new IntegrityException(
                "the content of " + Concealed.of(entry.path()), entry.size() + " bytes", found + " bytes", null);
    }

    /** The name that is written with its content is the first one for whoever takes it. */
    static TreeEntry asFirstName(TreeEntry line) {
        Entry entry = line.entry();
        if (entry.linkTo() == null) {
            return line;
        }
        return new TreeEntry(
                new Entry(entry.path(), entry.kind(), entry.size(), entry.attributes(), null, entry.item()),
                line.chunks(),
                line.lists(),
                line.attributes(),
                line.target());
    }
}
