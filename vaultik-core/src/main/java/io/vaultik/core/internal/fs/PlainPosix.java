package io.vaultik.core.internal.fs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file system through the JDK alone: no extended attributes, no names of owners, no special files. Names are UTF-8.
 *
 * <p>Files are opened through {@link java.nio.file.SecureDirectoryStream} where the file system has it; everything else goes by
 * path, after a look whether the path still leads to the directory that was opened. Between the look and the deed another
 * process could still swap it, so this is weaker than {@link NativePosix}.
 */
final class PlainPosix implements Posix {
    @Override
    public OpenDirectory open(Path directory) throws IOException {
        Path real = directory.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new NotDirectoryException(PlainDirectory.concealed(directory));
        }
        return PlainDirectory.open(real);
    }

    @Override
    public @Nullable String userName(long uid) {
        return null;
    }

    @Override
    public @Nullable String groupName(long gid) {
        return null;
    }
}
