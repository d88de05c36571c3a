package io.vaultik.core.internal.fs;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is needed of a Unix file system. The one seam between this package and the operating system. Thread-safe; holds no
 * resources of the system itself.
 */
interface Posix {
    /** What is left out where only the JDK is at hand. */
    String PLAIN_ALERT = "extended attributes, owners of links and special files are not available on this file system";

    /**
     * Returns the best that works for a path: the C library on Linux, else the JDK.
     *
     * @param path a path of the file system in question
     * @param alerts told once if only the JDK is at hand
     */
    static Posix of(Path path, Consumer<String> alerts) {
        if (path.getFileSystem().equals(FileSystems.getDefault()) && NativePosix.isAvailable()) {
            return new NativePosix();
        }
        alerts.accept(PLAIN_ALERT);
        return new PlainPosix();
    }

    /**
     * Opens a directory by its path; links in the path are followed.
     *
     * @throws java.nio.file.NoSuchFileException if it does not exist
     * @throws java.nio.file.NotDirectoryException if it is something else
     */
    OpenDirectory open(Path directory) throws IOException;

    /** Returns the name of a user, or null if the system knows none. */
    @Nullable
    String userName(long uid);

    /** Returns the name of a group, or null if the system knows none. */
    @Nullable
    String groupName(long gid);
}
