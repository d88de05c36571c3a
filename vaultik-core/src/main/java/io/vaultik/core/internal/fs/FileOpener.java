package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Opens the files that a {@link DirectoryWalker} reported. Every component of a path is opened without following a link, so
 * that a directory or a file that was replaced by a link meanwhile is an error of this file and leads nowhere; a FIFO in its
 * place never blocks.
 *
 * <p>The directories of the last path stay open, so that files in the order of the walk cost one call to open each. One opener
 * per lane: it is not thread-safe. The contents it hands out live on after it is closed.
 */
public final class FileOpener implements Closeable {
    private final SourceRoot root;
    private final DirectoryTrail trail;

    private FileOpener(SourceRoot root) {
        this.root = root;
        this.trail = new DirectoryTrail(root.directory());
    }

    /**
     * Makes an opener for a root. Closed by the caller.
     *
     * @param root the root of the walk: a directory, or one file
     * @return an opener
     * @throws io.vaultik.fault.NotFoundException if the root does not exist
     * @throws io.vaultik.fault.NotPermittedException if it may not be read
     * @throws IOException if it cannot be opened otherwise
     */
    public static FileOpener of(Path root) throws IOException {
        return of(Posix.of(root, text -> {}), root);
    }

    static FileOpener of(Posix posix, Path root) throws IOException {
        return new FileOpener(SourceRoot.open(posix, root));
    }

    /**
     * Opens the content of a file.
     *
     * @param entry an entry of the walk
     * @return its content, closed by the caller
     * @throws NoSuchFileException if it is gone
     * @throws io.vaultik.fault.UnsafePathException if a symbolic link took the place of it or of a directory above it
     * @throws IOException if it cannot be opened, or is no regular file any more
     */
    public SourceContent open(SourceEntry entry) throws IOException {
        EntryPath path = entry.path();
        byte[] file = root.file();
        if (file == null) {
            return content(trail.at(path.parent()).openFile(path.name()));
        }
        if (!path.equals(EntryPath.ofBytes(root.shown()))) {
            throw new NoSuchFileException("no entry of this source");
        }
        return content(root.directory().openFile(file));
    }

    private static SourceContent content(OpenFile file) throws IOException {
        try {
            return new OpenedContent(file, FileState.of(file.stat()));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (root) {
            trail.close();
        }
    }

    /** The content of an open file. Until the first byte is read, the state is the one found when it was opened. */
    private static final class OpenedContent implements SourceContent {
        private final OpenFile file;
        private final FileState opened;
        private boolean begun;

        OpenedContent(OpenFile file, FileState opened) {
            this.file = file;
            this.opened = opened;
        }

        @Override
        public InputStream stream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    begun = true;
                    return length == 0 ? 0 : file.read(target, offset, length);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        @Override
        public Object state() throws IOException {
            return begun ? FileState.of(file.stat()) : opened;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
