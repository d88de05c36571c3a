package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentStream;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Restores windows, one after another: files, then entries without content, then further names of files. One thread. */
final class WindowLane {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Shared shared;
    private final SegmentFetch segments;

    WindowLane(Shared shared) {
        this.shared = shared;
        this.segments = new SegmentFetch(shared.snapshot(), shared.items());
    }

    /** What all lanes have in common. */
    record Shared(
            SnapshotReader snapshot,
            Destination destination,
            RestoreItems items,
            OpenFolders folders,
            HardLinks links,
            SegmentPool pool,
            WindowOrder order,
            Set<FileWork> open) {
        Shared(
                SnapshotReader snapshot,
                Destination destination,
                RestoreItems items,
                OpenFolders folders,
                HardLinks links,
                SegmentPool pool) {
            this(snapshot, destination, items, folders, links, pool, new WindowOrder(), ConcurrentHashMap.newKeySet());
        }
    }

    void restore(Window window) throws VaultikException, InterruptedException {
        segments.fetch(window.claim());
        for (Window.Part part : window.parts()) {
            Interrupts.check();
            write(part);
        }
        shared.pool().release(window.claim());
        for (Window.Made made : window.made()) {
            Interrupts.check();
            make(made.line(), made.folder());
        }
        for (FileWork file : window.streamed()) {
            stream(file);
        }
        shared.order().done(window.number());
        if (!window.links().isEmpty()) {
            shared.order().await(window.number());
        }
        for (Window.Link link : window.links()) {
            Interrupts.check();
            link(link);
        }
    }

    private void write(Window.Part part) throws VaultikException {
        FileWork file = part.file();
        if (file.failure() == null) {
            try {
                // Checked as a whole first: a damaged file need not be begun.
                IdentityHashMap<ChunkLocation, byte[]> elsewhere = check(part);
                FileOutput output = output(file);
                long position = part.position();
                for (ChunkLocation chunk : part.chunks()) {
                    byte[] copy = elsewhere.get(chunk);
                    if (copy != null) {
                        output.write(position, copy, 0, chunk.length());
                    } else {
                        output.write(position, segments.segment(chunk), chunk.offset(), chunk.length());
                    }
                    position += chunk.length();
                }
            } catch (IOException e) {
                failed(file, e);
            }
        }
        if (file.endPart()) {
            finish(file);
        }
    }

    /** Checks all chunks of a part. Returns those that are lost in this snapshot and were found in others. */
    private IdentityHashMap<ChunkLocation, byte[]> check(Window.Part part) throws VaultikException {
        IdentityHashMap<ChunkLocation, byte[]> elsewhere = new IdentityHashMap<>();
        for (ChunkLocation chunk : part.chunks()) {
            try {
                segments.check(chunk);
            } catch (VaultikException e) {
                elsewhere.put(chunk, shared.snapshot().chunks().rescue(chunk, e));
            }
        }
        return elsewhere;
    }

    /** Restores a file through a stream, on this thread alone. */
    private void stream(FileWork file) throws VaultikException {
        Entry entry = file.entry();
        String address = "the content of " + Concealed.of(entry.path());
        SnapshotReader snapshot = shared.snapshot();
        try (ContentStream in = new ContentStream(snapshot, snapshot.content(file.line()), address, entry.size())) {
            FileOutput output = output(file);
            byte[] buffer = new byte[BUFFER_BYTES];
            long position = 0;
            for (int read = in.read(buffer, 0, buffer.length); read >= 0; read = in.read(buffer, 0, buffer.length)) {
                Interrupts.check();
                output.write(position, buffer, 0, read);
                position += read;
            }
        } catch (IOException e) {
            failed(file, e);
        }
        finish(file);
    }

    /** Ends a file all of whose parts are done. */
    private void finish(FileWork file) throws VaultikException {
        Entry entry = file.entry();
        boolean restored = false;
        try {
            if (file.failure() == null) {
                FileOutput output = output(file);
                restored = output.commit(shared.snapshot().entry(file.line()));
                shared.items().done(entry, restored ? Destination.Outcome.WRITTEN : Destination.Outcome.KEPT);
            }
        } catch (IOException e) {
            failed(file, e);
        }
        Throwable failure = file.failure();
        if (failure != null) {
            abort(file);
            shared.items().failed(entry.path(), failure);
        }
        shared.open().remove(file);
        if (!restored) {
            shared.links().notRestored(entry.path());
        }
        shared.folders().release(file.folder());
    }

    private void abort(FileWork file) {
        try {
            file.abort();
        } catch (IOException e) {
            Throwable failure = file.failure();
            if (failure != null && failure != e) {
                failure.addSuppressed(e);
            }
        }
    }

    private void make(TreeEntry line, Folder folder) throws VaultikException {
        Destination.Outcome outcome = null;
        try {
            outcome = shared.destination().make(shared.snapshot().entry(WindowFeed.asFirstName(line)));
            shared.items().done(line.entry(), outcome);
        } catch (IOException e) {
            shared.items().failed(line.entry().path(), explained(e));
        }
        if (outcome != Destination.Outcome.WRITTEN) {
            shared.links().notRestored(line.entry().path());
        }
        shared.folders().release(folder);
    }

    private void link(Window.Link link) throws VaultikException {
        if (shared.links().isRestored(link.to())) {
            try {
                Entry entry = shared.snapshot().entry(link.line());
                shared.items().done(entry, shared.destination().link(entry, link.to()));
                shared.folders().release(link.folder());
                return;
            } catch (IOException e) {
                shared.items().throwIfFatal(explained(e));
            }
        }
        // Something else took the place of the first name, or it failed: this name gets the content.
        if (link.line().entry().kind() == EntryKind.FILE) {
            stream(new FileWork(WindowFeed.asFirstName(link.line()), link.folder()));
        } else {
            make(link.line(), link.folder());
        }
    }

    private FileOutput output(FileWork file) throws IOException {
        shared.open().add(file);
        return file.output(shared.destination());
    }

    private void failed(FileWork file, IOException e) throws VaultikException {
        IOException explained = explained(e);
        shared.items().throwIfFatal(explained);
        file.fail(explained);
    }

    private IOException explained(IOException e) {
        return e instanceof VaultikException v ? shared.snapshot().explain(v) : e;
    }
}
