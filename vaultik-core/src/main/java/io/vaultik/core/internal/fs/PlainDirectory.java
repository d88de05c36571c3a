package io.vaultik.core.internal.fs;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryKind;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A directory by its path and, where the JDK has it, by a {@link SecureDirectoryStream}. */
final class PlainDirectory extends PlainNode implements OpenDirectory {
    private static final FileAttribute<?> OWNERS_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final DirectoryStream<Path> stream;
    private final @Nullable Object key;

    private PlainDirectory(Path path, DirectoryStream<Path> stream, @Nullable Object key) {
        super(path, null);
        this.stream = stream;
        this.key = key;
    }

    /** Opens a directory by its path; what it leads to is followed. */
    @SuppressWarnings("StreamResourceLeak") // closed with the directory
    static PlainDirectory open(Path path) throws IOException {
        return open(path, Files.newDirectoryStream(path));
    }

    /** Makes a directory of a path and its stream, which is closed with it. */
    private static PlainDirectory open(Path path, DirectoryStream<Path> stream) throws IOException {
        try {
            return new PlainDirectory(path, stream, key(path));
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    @Override
    public NameTable names() throws IOException {
        check();
        NameTable names = new NameTable();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path())) {
            for (Path child : children) {
                byte[] name =
                        Objects.requireNonNull(child.getFileName()).toString().getBytes(StandardCharsets.UTF_8);
                names.add(name, 0, name.length);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort();
        return names;
    }

    @Override
    public FileStat stat(byte[] name) throws IOException {
        return statOf(resolve(name));
    }

    @Override
    public OpenDirectory openDirectory(byte[] name) throws IOException {
        Path child = resolve(name);
        FileStat stat = statOf(child);
        if (stat.is(EntryKind.SYMLINK)) {
            throw unsafe(name);
        }
        if (!stat.is(EntryKind.DIRECTORY)) {
            throw new NotDirectoryException(Errno.concealed(name));
        }
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return open(child, secure.newDirectoryStream(child.getFileName(), LinkOption.NOFOLLOW_LINKS));
        }
        return open(child);
    }

    @Override
    public OpenDirectory openParent() throws IOException {
        Path parent = Objects.requireNonNull(path().getParent(), "the root of a file system has no parent");
        return open(parent);
    }

    @Override
    public byte[] readLink(byte[] name) throws IOException {
        return Files.readSymbolicLink(resolve(name)).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Map<String, byte[]> xattrs(byte[] name, Runnable leftOut) {
        return Map.of();
    }

    @Override
    public OpenFile openFile(byte[] name) throws IOException {
        Path child = resolve(name);
        FileStat stat = statOf(child);
        if (stat.is(EntryKind.SYMLINK)) {
            throw unsafe(name);
        }
        if (!stat.is(EntryKind.FILE)) {
            throw new FileSystemException(Errno.concealed(name), null, "no longer a regular file");
        }
        return new PlainFile(child, this, channel(child, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    @Override
    public OpenFile createFile(byte[] name) throws IOException {
        check();
        Path child = resolve(name);
        Set<OpenOption> options =
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        PlainFile file = new PlainFile(child, this, channel(child, options));
        file.setMode(0600);
        return file;
    }

    private SeekableByteChannel channel(Path child, Set<OpenOption> options) throws IOException {
        return stream instanceof SecureDirectoryStream<Path> secure
                ? secure.newByteChannel(child.getFileName(), options)
                : Files.newByteChannel(child, options);
    }

    @Override
    public OpenNode openNode(byte[] name) throws IOException {
        return new PlainNode(resolve(name), this);
    }

    @Override
    public void makeDirectory(byte[] name, int mode) throws IOException {
        check();
        Path child = resolve(name);
        boolean ownersOnly = (mode & 0077) == 0;
        if (ownersOnly && path().getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(child, OWNERS_ONLY);
            new PlainNode(child, this).setMode(mode);
        } else {
            Files.createDirectory(child);
        }
    }

    @Override
    public void makeSymlink(byte[] name, byte[] target) throws IOException {
        check();
        Files.createSymbolicLink(resolve(name), text(target));
    }

    @Override
    public boolean makeSpecial(byte[] name, EntryKind kind, long device) {
        return false;
    }

    @Override
    public void link(OpenDirectory from, byte[] existing, byte[] name) throws IOException {
        check();
        PlainDirectory source = (PlainDirectory) from;
        source.check();
        Files.createLink(resolve(name), source.resolve(existing));
    }

    @Override
    public void rename(byte[] from, byte[] to, boolean replace) throws IOException {
        check();
        Path target = resolve(to);
        boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
        if (exists && (!replace || Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS))) {
            throw new FileAlreadyExistsException(Errno.concealed(to));
        }
        CopyOption how = replace ? StandardCopyOption.REPLACE_EXISTING : StandardCopyOption.ATOMIC_MOVE;
        Files.move(
                resolve(from),
                target,
                replace ? new CopyOption[] {how, StandardCopyOption.ATOMIC_MOVE} : new CopyOption[] {how});
    }

    @Override
    public void remove(byte[] name, boolean directory) throws IOException {
        check();
        Path child = resolve(name);
        if (directory != Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(Errno.concealed(name));
        }
        Files.delete(child);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** Looks whether the path still leads to this directory. */
    @Override
    void check() throws IOException {
        if (key != null && !key.equals(key(path()))) {
            throw unsafe(PlainDirectory.bytes(path()));
        }
    }

    private static @Nullable Object key(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isDirectory() ? attributes.fileKey() : "no directory";
    }

    private Path resolve(byte[] name) throws IOException {
        Path child = path().resolve(text(name));
        if (!path().equals(child.getParent())) {
            throw new FileSystemException(Errno.concealed(name), null, "not a name on this file system");
        }
        return child;
    }

    private Path text(byte[] name) throws IOException {
        String text = new String(name, StandardCharsets.UTF_8);
        boolean lossless = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), name) && text.indexOf('\uFFFD') < 0;
        try {
            if (lossless) {
                return path().getFileSystem().getPath(text);
            }
        } catch (InvalidPathException e) {
            throw (IOException) new FileSystemException(Errno.concealed(name), null, "not a name here").initCause(e);
        }
        throw new FileSystemException(Errno.concealed(name), null, "a name that is not text");
    }

    private static byte[] bytes(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static UnsafePathException unsafe(byte[] name) {
        return new UnsafePathException(
                "{} leads through a symbolic link, which is not followed",
                null,
                Concealed.of(new String(name, StandardCharsets.UTF_8)));
    }
}
