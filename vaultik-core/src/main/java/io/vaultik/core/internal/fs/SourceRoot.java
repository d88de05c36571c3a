package io.vaultik.core.internal.fs;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.NotPermittedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The root of a source, held open: a directory; or the directory that holds the one file which the source consists of.
 *
 * @param directory the open directory
 * @param file the real name of the one file in it, or null if the source is the directory
 * @param shown the name under which the file is shown: that of the root as given, which may be a link
 */
record SourceRoot(OpenDirectory directory, byte @Nullable [] file, byte[] shown) implements Closeable {
    /**
     * Opens a root. If it is a symbolic link, it is followed.
     *
     * @throws NotFoundException if there is no such file or directory
     * @throws NotPermittedException if it may not be read
     */
    static SourceRoot open(Posix posix, Path root) throws IOException {
        try {
            try {
                return new SourceRoot(posix.open(root), null, new byte[0]);
            } catch (NotDirectoryException e) {
                Path real = root.toRealPath();
                Path parent = Objects.requireNonNull(real.getParent(), "the root of a file system is a directory");
                return new SourceRoot(posix.open(parent), PathBytes.name(real), PathBytes.name(root.toAbsolutePath()));
            }
        } catch (NoSuchFileException e) {
            throw new NotFoundException("there is no source {}", e, Concealed.of(root));
        } catch (AccessDeniedException e) {
            throw new NotPermittedException("the source {} may not be read", e, Concealed.of(root));
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
