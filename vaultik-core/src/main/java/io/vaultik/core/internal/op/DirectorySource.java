package io.vaultik.core.internal.op;

import io.vaultik.core.internal.fs.DirectoryWalker;
import io.vaultik.core.internal.fs.FileOpener;
import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.fs.WalkOptions;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A directory tree, or one file, of a file system: a source like any other. Each thread that reads has an opener of its own, which
 * keeps the directory that it used last open. Thread-safe; closed by the run.
 */
final class DirectorySource implements BackupSource, Closeable {
    private final SourceId id;
    private final Path root;
    private final WalkOptions options;
    private final ConcurrentLinkedQueue<FileOpener> idle = new ConcurrentLinkedQueue<>();

    DirectorySource(SourceId id, Path root, WalkOptions options) {
        this.id = id;
        this.root = root;
        this.options = options;
    }

    /** Returns the path of the one entry, if the root is no directory. */
    Optional<EntryPath> singleFile() {
        return root.getFileName() == null || !Files.exists(root) || Files.isDirectory(root)
                ? Optional.empty()
                : Optional.of(PathText.name(root));
    }

    @Override
    public SourceId id() {
        return id;
    }

    @Override
    public void walk(SourceRun run) throws IOException {
        DirectoryWalker.walk(root, options, run.errors(), run::entry);
    }

    @Override
    public SourceContent open(SourceEntry entry) throws IOException {
        FileOpener taken = idle.poll();
        FileOpener opener = taken != null ? taken : FileOpener.of(root);
        boolean done = false;
        try {
            SourceContent content = opener.open(entry);
            done = true;
            return new Returning(content, opener);
        } finally {
            if (!done) {
                idle.add(opener);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (FileOpener opener = idle.poll(); opener != null; opener = idle.poll()) {
            opener.close();
        }
    }

    /** A content that gives its opener back. */
    private final class Returning implements SourceContent {
        private final SourceContent content;
        private final FileOpener opener;

        Returning(SourceContent content, FileOpener opener) {
            this.content = content;
            this.opener = opener;
        }

        @Override
        public InputStream stream() {
            return content.stream();
        }

        @Override
        public Object state() throws IOException {
            return content.state();
        }

        @Override
        public void close() throws IOException {
            try (content) {
                idle.add(opener);
            }
        }
    }
}
