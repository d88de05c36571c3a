package io.vaultik.core.internal.fs;

import io.vaultik.fault.Concealed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An entry by its path, never followed if it is a link. */
sealed class PlainNode implements OpenNode permits PlainDirectory, PlainFile {
    private static final List<PosixFilePermission> PERMISSIONS = List.of(
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_READ);

    private final Path path;
    private final @Nullable PlainDirectory parent;

    PlainNode(Path path, @Nullable PlainDirectory parent) {
        this.path = path;
        this.parent = parent;
    }

    final Path path() {
        return path;
    }

    /** Sets something of an entry. */
    private interface Change {
        void apply() throws IOException;
    }

    static FileStat statOf(Path path) throws IOException {
        Set<String> views = path.getFileSystem().supportedFileAttributeViews();
        if (views.contains("unix")) {
            return FileStat.ofUnix(Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS));
        }
        return FileStat.ofBasic(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public FileStat stat() throws IOException {
        return statOf(path);
    }

    @Override
    public boolean setOwner(long uid, long gid) throws IOException {
        return changed(() -> {
            Files.setAttribute(path, "unix:uid", (int) uid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", (int) gid, LinkOption.NOFOLLOW_LINKS);
        });
    }

    @Override
    public boolean setMode(int mode) throws IOException {
        if (changed(() -> Files.setAttribute(path, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS))) {
            return true;
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < PERMISSIONS.size(); bit++) {
            if ((mode & 1 << bit) != 0) {
                permissions.add(PERMISSIONS.get(bit));
            }
        }
        return (mode & 07000) == 0
                && changed(() -> Files.setAttribute(path, "posix:permissions", permissions, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public boolean setModified(Instant time) throws IOException {
        FileTime modified = FileTime.from(time);
        return changed(() -> Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(modified, modified, null));
    }

    @Override
    public List<byte[]> xattrNames() {
        return List.of();
    }

    @Override
    public boolean setXattr(String name, byte[] value) {
        return false;
    }

    @Override
    public boolean removeXattr(byte[] name) {
        return false;
    }

    @Override
    public void close() throws IOException {
        // A path holds nothing open.
    }

    static String concealed(Path path) {
        return Concealed.of(path).toString();
    }

    /** Looks whether the path still leads to this entry's directory. */
    void check() throws IOException {
        if (parent != null) {
            parent.check();
        }
    }

    /** The JDK says with a plain FileSystemException what it has no type for, such as EPERM. */
    private boolean changed(Change change) throws IOException {
        check();
        try {
            change.apply();
            return true;
        } catch (UnsupportedOperationException | IllegalArgumentException | AccessDeniedException e) {
            return false;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            return false;
        }
    }
}
