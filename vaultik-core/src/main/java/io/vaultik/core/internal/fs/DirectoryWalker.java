package io.vaultik.core.internal.fs;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.ItemErrors;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports every entry below a directory, in the order of {@link EntryPath}: a directory before its content, the names in it by
 * unsigned bytes.
 *
 * <p>The root is reported as {@link EntryPath#ROOT}. A root that is a file is taken for a directory without attributes that
 * holds this one file under its name. A root that is a symbolic link is followed; no other link is.
 *
 * <p>An entry that cannot be read is reported to the collector as failed and left out, and so is a directory whose names
 * cannot be read, with all below it. What vanished meanwhile is skipped as {@code vanished}, a socket as {@code socket}.
 *
 * <p>Memory: the names of the directories from the root to the current entry, some 30 bytes each. At most {@value
 * #MAX_OPEN} of these directories are held open.
 */
public final class DirectoryWalker {
    private static final int MAX_OPEN = 128;
    private static final byte[] SELF = {'.'};
    private static final byte[] CACHE_TAG = "CACHEDIR.TAG".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CACHE_SIGNATURE =
            "Signature: 8a477f597d28d172789f06886806bc55".getBytes(StandardCharsets.US_ASCII);

    private final WalkOptions options;
    private final ItemErrors errors;
    private final EntryConsumer consumer;
    private final EntryReader reader;
    private final List<Frame> stack = new ArrayList<>();

    private DirectoryWalker(Posix posix, WalkOptions options, ItemErrors errors, EntryConsumer consumer) {
        this.options = options;
        this.errors = errors;
        this.consumer = consumer;
        this.reader = new EntryReader(posix::userName, posix::groupName, errors::alert);
    }

    /** A directory whose names are being visited; its handle is null while too many are open. */
    private static final class Frame {
        final EntryPath path;
        final FileStat stat;
        final NameTable names;
        final boolean tagged;

        @Nullable
        OpenDirectory directory;

        int next;

        Frame(EntryPath path, FileStat stat, NameTable names, boolean tagged) {
            this.path = path;
            this.stat = stat;
            this.names = names;
            this.tagged = tagged;
        }
    }

    /**
     * Walks.
     *
     * @param root the directory, or one file
     * @param options what is left out
     * @param errors takes the entries that fail or are skipped
     * @param consumer takes the entries, on this thread
     * @throws io.vaultik.fault.NotFoundException if the root does not exist
     * @throws io.vaultik.fault.NotPermittedException if the root may not be read
     * @throws CancelledException if the thread is interrupted; its flag stays set
     * @throws IOException what the consumer or the collector throws, or if the names of the root cannot be read
     */
    public static void walk(Path root, WalkOptions options, ItemErrors errors, EntryConsumer consumer)
            throws IOException {
        walk(Posix.of(root, errors::alert), root, options, errors, consumer);
    }

    static void walk(Posix posix, Path root, WalkOptions options, ItemErrors errors, EntryConsumer consumer)
            throws IOException {
        DirectoryWalker walker = new DirectoryWalker(posix, options, errors, consumer);
        SourceRoot source = SourceRoot.open(posix, root);
        byte[] file = source.file();
        if (file != null) {
            try (source) {
                walker.walkFile(source.directory(), file, source.shown());
            }
        } else {
            walker.walkDirectory(source.directory());
        }
    }

    private void walkFile(OpenDirectory parent, byte[] name, byte[] shown) throws IOException {
        consumer.accept(SourceEntry.builder(EntryPath.ROOT, EntryKind.DIRECTORY)
                .attributes(EntryAttributes.none())
                .build());
        EntryPath path = EntryPath.ofBytes(shown);
        SourceEntry entry = null;
        try {
            entry = read(path, parent, name, parent.stat(name));
        } catch (IOException e) {
            report(path, e);
        }
        if (entry != null) {
            consumer.accept(entry);
        }
    }

    private void walkDirectory(OpenDirectory root) throws IOException {
        try {
            Frame frame = frame(EntryPath.ROOT, root);
            consumer.accept(reader.directory(EntryPath.ROOT, root, frame.stat));
            push(frame);
            while (!stack.isEmpty()) {
                checkInterrupted();
                Frame top = stack.get(stack.size() - 1);
                if (top.next == top.names.size()) {
                    pop();
                } else {
                    visit(top, top.names.name(top.next++));
                }
            }
        } finally {
            root.close();
            for (Frame open : stack) {
                close(open);
            }
        }
    }

    private void visit(Frame frame, byte[] name) throws IOException {
        if (frame.tagged && !Arrays.equals(name, CACHE_TAG)) {
            return;
        }
        OpenDirectory parent = frame.directory;
        EntryPath path = path(frame, name);
        if (path == null || parent == null) {
            return;
        }
        SourceEntry entry = null;
        Frame child = null;
        try {
            FileStat stat = parent.stat(name);
            boolean directory = stat.is(EntryKind.DIRECTORY);
            if (options.excludes().excluded(path, directory)) {
                return;
            }
            if (directory) {
                child = openChild(path, parent, name);
                OpenDirectory opened = child.directory;
                entry = opened == null ? null : reader.directory(path, opened, child.stat);
            } else {
                entry = read(path, parent, name, stat);
            }
        } catch (IOException e) {
            if (child != null) {
                close(child);
                child = null;
            }
            report(path, e);
        }
        deliver(entry, child);
    }

    private void deliver(@Nullable SourceEntry entry, @Nullable Frame child) throws IOException {
        if (child != null) {
            push(child);
        }
        if (entry != null) {
            consumer.accept(entry);
        }
    }

    /** Returns the path of a child, or null after reporting one that is too long or has an impossible name. */
    private @Nullable EntryPath path(Frame frame, byte[] name) throws IOException {
        try {
            return frame.path.child(name);
        } catch (IllegalArgumentException e) {
            errors.failed(PathText.item(frame.path), new FileSystemException("", null, "a path is too long"));
            return null;
        }
    }

    private @Nullable SourceEntry read(EntryPath path, OpenDirectory parent, byte[] name, FileStat stat)
            throws IOException {
        EntryKind kind = stat.kind();
        if (kind == null) {
            errors.skipped(PathText.item(path), "socket");
            return null;
        }
        return reader.entry(path, parent, name, stat, kind);
    }

    private Frame openChild(EntryPath path, OpenDirectory parent, byte[] name) throws IOException {
        OpenDirectory directory = parent.openDirectory(name);
        try {
            return frame(path, directory);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** Reads the names of a directory, unless its content is left out. */
    private Frame frame(EntryPath path, OpenDirectory directory) throws IOException {
        FileStat stat = directory.stat();
        boolean elsewhere = options.oneFileSystem()
                && !stack.isEmpty()
                && stat.device() != stack.get(0).stat.device();
        NameTable names = elsewhere ? new NameTable() : directory.names();
        boolean tagged = options.cacheTags() && names.contains(CACHE_TAG) && hasSignature(directory);
        Frame frame = new Frame(path, stat, names, tagged);
        frame.directory = directory;
        return frame;
    }

    /** Tells whether the tag begins with the signature of the Cache Directory Tagging Specification. */
    private static boolean hasSignature(OpenDirectory directory) {
        byte[] head = new byte[CACHE_SIGNATURE.length];
        try (OpenFile tag = directory.openFile(CACHE_TAG)) {
            int read = 0;
            int got = 0;
            while (read < head.length && got >= 0) {
                got = tag.read(head, read, head.length - read);
                read += Math.max(got, 0);
            }
            return Arrays.equals(head, CACHE_SIGNATURE);
        } catch (IOException e) {
            return false;
        }
    }

    private void push(Frame frame) throws IOException {
        stack.add(frame);
        int far = stack.size() - 1 - MAX_OPEN;
        if (far > 0) {
            close(stack.get(far));
        }
    }

    private void pop() throws IOException {
        Frame done = stack.remove(stack.size() - 1);
        try {
            if (!stack.isEmpty()) {
                Frame parent = stack.get(stack.size() - 1);
                if (parent.directory == null) {
                    reopen(parent, done.directory);
                }
            }
        } finally {
            close(done);
        }
    }

    /** Opens a directory again from a child of it, or from the root if the child was moved meanwhile. */
    private void reopen(Frame frame, @Nullable OpenDirectory child) throws IOException {
        try {
            if (child != null) {
                OpenDirectory parent = child.openParent();
                frame.directory = parent;
                if (parent.stat().sameInode(frame.stat)) {
                    return;
                }
                close(frame);
            }
            reopenFromRoot(frame);
        } catch (IOException e) {
            close(frame);
            frame.next = frame.names.size();
            report(frame.path, e);
        }
    }

    private void reopenFromRoot(Frame frame) throws IOException {
        OpenDirectory root = stack.get(0).directory;
        if (root == null) {
            throw new IllegalStateException("the root stays open");
        }
        try (DirectoryTrail trail = new DirectoryTrail(root)) {
            frame.directory = trail.at(frame.path).openDirectory(SELF);
        }
        if (!frame.directory.stat().sameInode(frame.stat)) {
            throw new FileSystemException("", null, "the directory was moved while it was read");
        }
    }

    private void report(EntryPath path, IOException cause) throws IOException {
        if (cause instanceof NoSuchFileException) {
            errors.skipped(PathText.item(path), "vanished");
        } else {
            errors.failed(PathText.item(path), cause);
        }
    }

    private static void close(Frame frame) throws IOException {
        OpenDirectory directory = frame.directory;
        frame.directory = null;
        if (directory != null) {
            directory.close();
        }
    }

    private static void checkInterrupted() throws CancelledException {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancelledException("the walk was interrupted", null);
        }
    }
}
