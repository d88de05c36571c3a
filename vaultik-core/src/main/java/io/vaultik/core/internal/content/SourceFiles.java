package io.vaultik.core.internal.content;

import io.vaultik.core.internal.fs.FileOpener;
import io.vaultik.core.internal.fs.FileState;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of a directory that a manifest was made of. Names are opened as bytes, whatever the locale; where a link is met, it is
 * followed, as it was when the manifest was made. Thread-safe. Closed by who made it; what it opened lives on.
 */
final class SourceFiles implements Closeable {
    private final Path root;
    private final PackedManifest manifest;
    private final FileOpener opener;
    private final ReentrantLock lock = new ReentrantLock();

    private SourceFiles(Path root, PackedManifest manifest, FileOpener opener) {
        this.root = root;
        this.manifest = manifest;
        this.opener = opener;
    }

    /** A file while it is read. */
    record Opened(long length, InputStream stream) {}

    /**
     * Makes the files of a manifest available.
     *
     * @throws UnsafePathException if a path does not lead into the directory
     * @throws IOException if the directory cannot be opened
     */
    static SourceFiles of(Path root, PackedManifest manifest) throws IOException {
        Path absolute = root.toAbsolutePath().normalize();
        byte[] prefix = prefix(absolute);
        for (int i = 0; i < manifest.entryCount(); i++) {
            relative(manifest.path(i), prefix);
        }
        return new SourceFiles(absolute, manifest, FileOpener.of(root));
    }

    /** Opens a file. */
    Opened open(int index) throws IOException {
        EntryPath path = relative(manifest.path(index), prefix(root));
        SourceContent content;
        lock.lock();
        try {
            content = opener.open(SourceEntry.builder(path, EntryKind.FILE).build());
        } catch (UnsafePathException e) {
            return follow(path);
        } finally {
            lock.unlock();
        }
        if (content.state() instanceof FileState state) {
            return new Opened(state.size(), content.stream());
        }
        content.close();
        return follow(path);
    }

    private Opened follow(EntryPath path) throws IOException {
        Path file = root.resolve(path.toString());
        if (!Files.isRegularFile(file)) {
            // What is no file might never end, or not even begin.
            throw new NoSuchFileException(file.toString(), null, "no such file");
        }
        return new Opened(Files.size(file), Files.newInputStream(file));
    }

    private static byte[] prefix(Path absolute) {
        String text = absolute.toString();
        return (text.endsWith("/") ? text : text + "/").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns where an entry lies below the directory. A manifest with absolute paths names the directory itself first. */
    static EntryPath relative(byte[] path, byte[] prefix) throws UnsafePathException {
        try {
            if (path.length >= 2 && path[0] == '.' && path[1] == '/') {
                return ManifestPaths.relative(path, 2);
            }
            boolean below =
                    path.length >= prefix.length && Arrays.equals(path, 0, prefix.length, prefix, 0, prefix.length);
            if (below) {
                return ManifestPaths.relative(path, prefix.length);
            }
        } catch (IllegalArgumentException e) {
            throw unsafe(path);
        }
        throw unsafe(path);
    }

    private static UnsafePathException unsafe(byte[] path) {
        return new UnsafePathException(
                "the manifest names a path that is not below the source: {}",
                null,
                new Concealed(new String(path, StandardCharsets.UTF_8)));
    }

    @Override
    public void close() throws IOException {
        opener.close();
    }
}
