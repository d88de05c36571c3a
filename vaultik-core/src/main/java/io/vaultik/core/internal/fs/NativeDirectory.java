package io.vaultik.core.internal.fs;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory behind a file descriptor, in which names are resolved by the {@code *at} calls. */
final class NativeDirectory extends NativeNode implements OpenDirectory {
    private static final int OPEN_DIRECTORY = LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW | LibC.O_CLOEXEC;
    private static final int OPEN_FILE =
            LibC.O_RDONLY | LibC.O_NOFOLLOW | LibC.O_NONBLOCK | LibC.O_NOCTTY | LibC.O_CLOEXEC;
    private static final int CREATE_FILE = LibC.O_RDWR | LibC.O_CREAT | LibC.O_EXCL | LibC.O_NOFOLLOW | LibC.O_CLOEXEC;
    private static final int OPEN_NODE = LibC.O_PATH | LibC.O_NOFOLLOW | LibC.O_CLOEXEC;
    private static final byte[] PARENT = {'.', '.'};
    private static final int DIRENT_NAME = 19;

    /** The kernel clears all the room that it is offered, and most entries have no attributes. */
    private static final int USUAL_LIST_BYTES = 1_024;

    private final byte[] procPath;

    NativeDirectory(NativePosix posix, int fd) {
        super(posix, fd, false);
        this.procPath = ("/proc/self/fd/" + fd + "/").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public NameTable names() throws IOException {
        NameTable names = new NameTable();
        // A descriptor of its own, so that the position in the directory is at the start.
        try (NativeDirectory again = new NativeDirectory(posix(), open(new byte[] {'.'}, OPEN_DIRECTORY, 0));
                Scratch scratch = posix().scratch()) {
            while (true) {
                long got = LibC.syscall(LibC.SYS_GETDENTS64, again.fd(), scratch.data(), scratch.dataBytes(), 0, 0);
                if (got < 0) {
                    throw Errno.exception(NO_NAME);
                }
                if (got == 0) {
                    names.sort();
                    return names;
                }
                addNames(scratch.copy((int) got), names);
            }
        }
    }

    /** Takes the names of {@code struct linux_dirent64} records: inode, offset, length of the record, type, name. */
    private static void addNames(byte[] records, NameTable names) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(records).order(ByteOrder.nativeOrder());
        int at = 0;
        while (at < records.length) {
            int length = records.length - at > DIRENT_NAME ? buffer.getShort(at + 16) & 0xffff : 0;
            if (length <= DIRENT_NAME || length > records.length - at) {
                throw new IOException("the kernel gave a malformed directory record");
            }
            int end = at + DIRENT_NAME;
            while (end < at + length && records[end] != 0) {
                end++;
            }
            int nameLength = end - at - DIRENT_NAME;
            boolean dots = nameLength <= 2
                    && records[at + DIRENT_NAME] == '.'
                    && (nameLength == 1 || records[at + DIRENT_NAME + 1] == '.');
            if (!dots) {
                names.add(records, at + DIRENT_NAME, nameLength);
            }
            at += length;
        }
    }

    @Override
    public FileStat stat(byte[] name) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            if (statx(scratch, fd(), scratch.name(name), LibC.AT_SYMLINK_NOFOLLOW) != 0) {
                throw Errno.exception(name);
            }
            return FileStat.ofStatx(scratch.words(FileStat.STATX_WORDS));
        }
    }

    @Override
    public OpenDirectory openDirectory(byte[] name) throws IOException {
        try {
            return new NativeDirectory(posix(), open(name, OPEN_DIRECTORY, 0));
        } catch (NotDirectoryException e) {
            // Without following links, Linux says "not a directory" for a link as well, which may be gone by now.
            FileStat stat = stat(name);
            if (stat.is(EntryKind.SYMLINK) || stat.is(EntryKind.DIRECTORY)) {
                throw unsafe(name, e);
            }
            throw e;
        }
    }

    @Override
    public OpenDirectory openParent() throws IOException {
        return new NativeDirectory(posix(), open(PARENT, OPEN_DIRECTORY, 0));
    }

    @Override
    public OpenFile openFile(byte[] name) throws IOException {
        NativeFile file = new NativeFile(posix(), open(name, OPEN_FILE, 0));
        try {
            if (!file.stat().is(EntryKind.FILE)) {
                throw new FileSystemException(Errno.concealed(name), null, "no longer a regular file");
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public OpenFile createFile(byte[] name) throws IOException {
        return new NativeFile(posix(), open(name, CREATE_FILE, 0600));
    }

    @Override
    public OpenNode openNode(byte[] name) throws IOException {
        return new NativeNode(posix(), open(name, OPEN_NODE, 0), true);
    }

    private int open(byte[] name, int flags, int mode) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            int opened;
            do {
                opened = LibC.openat(fd(), scratch.name(name), flags, mode);
            } while (opened < 0 && Errno.last() == Errno.EINTR);
            if (opened >= 0) {
                return opened;
            }
            int errno = Errno.last();
            throw errno == Errno.ELOOP ? unsafe(name, null) : Errno.exception(errno, name);
        }
    }

    @Override
    public byte[] readLink(byte[] name) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            long length = LibC.readlinkat(fd(), scratch.name(name), scratch.data(), scratch.dataBytes());
            if (length < 0) {
                throw Errno.exception(name);
            }
            return scratch.copy((int) length);
        }
    }

    @Override
    public Map<String, byte[]> xattrs(byte[] name, Runnable leftOut) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            long length = listXattrs(scratch, name, USUAL_LIST_BYTES);
            if (length < 0 && Errno.last() == Errno.ERANGE) {
                length = listXattrs(scratch, name, scratch.dataBytes());
            }
            if (length == 0 || (length < 0 && Errno.last() == Errno.ENOTSUP)) {
                return Map.of();
            }
            if (length < 0) {
                throw Errno.exception(name);
            }
            Map<String, byte[]> xattrs = new TreeMap<>();
            long path = scratch.name(procPath, name);
            for (byte[] key : split(scratch.copy((int) length))) {
                if (!readXattr(scratch, path, key, xattrs)) {
                    leftOut.run();
                }
            }
            return xattrs;
        }
    }

    /**
     * Lists the attributes of a name in this directory, which is not followed. Where the kernel has no call for that, the link in
     * {@code /proc} leads to this very directory, wherever it was moved; this takes several times as long.
     */
    private long listXattrs(Scratch scratch, byte[] name, int roomBytes) throws IOException {
        return NativePosix.listsXattrsAt()
                ? LibC.syscall(
                        LibC.SYS_LISTXATTRAT,
                        fd(),
                        scratch.name(name),
                        LibC.AT_SYMLINK_NOFOLLOW,
                        scratch.data(),
                        roomBytes)
                : LibC.llistxattr(scratch.name(procPath, name), scratch.data(), roomBytes);
    }

    private static boolean readXattr(Scratch scratch, long path, byte[] key, Map<String, byte[]> xattrs)
            throws IOException {
        String text = new String(key, StandardCharsets.UTF_8);
        long length = LibC.lgetxattr(path, scratch.secondName(key), scratch.data(), scratch.dataBytes());
        if (length < 0) {
            return Errno.last() == Errno.ENODATA;
        }
        if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), key)) {
            return false;
        }
        xattrs.put(text, scratch.copy((int) length));
        return true;
    }

    @Override
    public void makeDirectory(byte[] name, int mode) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            check(LibC.mkdirat(fd(), scratch.name(name), mode), name);
        }
    }

    @Override
    public void makeSymlink(byte[] name, byte[] target) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            check(LibC.symlinkat(scratch.secondName(target), fd(), scratch.name(name)), name);
        }
    }

    @Override
    public boolean makeSpecial(byte[] name, EntryKind kind, long device) throws IOException {
        int mode = 0600
                | switch (kind) {
                    case FIFO -> 0010000;
                    case CHARACTER_DEVICE -> 0020000;
                    case BLOCK_DEVICE -> 0060000;
                    default -> throw new IllegalArgumentException("no special file: " + kind);
                };
        long major = device >>> 32;
        long minor = device & 0xffffffffL;
        // The kernel's own encoding, new_encode_dev().
        long number = (minor & 0xff) | major << 8 | (minor & ~0xffL) << 12;
        try (Scratch scratch = posix().scratch()) {
            if (LibC.syscall(LibC.SYS_MKNODAT, fd(), scratch.name(name), mode, number, 0) == 0) {
                return true;
            }
            if (Errno.last() == Errno.EPERM || Errno.last() == Errno.EINVAL) {
                return false;
            }
            throw Errno.exception(name);
        }
    }

    @Override
    public void link(OpenDirectory from, byte[] existing, byte[] name) throws IOException {
        int fromFd = ((NativeDirectory) from).fd();
        try (Scratch scratch = posix().scratch()) {
            check(LibC.linkat(fromFd, scratch.secondName(existing), fd(), scratch.name(name), 0), name);
        }
    }

    @Override
    public void rename(byte[] from, byte[] to, boolean replace) throws IOException {
        int flags = replace ? 0 : LibC.RENAME_NOREPLACE;
        try (Scratch scratch = posix().scratch()) {
            long source = scratch.secondName(from);
            long target = scratch.name(to);
            long result = LibC.syscall(LibC.SYS_RENAMEAT2, fd(), source, fd(), target, flags);
            int errno = result == 0 ? 0 : Errno.last();
            if (!replace && (errno == Errno.EINVAL || errno == Errno.ENOSYS)) {
                // This file system cannot refuse to replace; a second name never replaces.
                check(LibC.linkat(fd(), source, fd(), target, 0), to);
                check(LibC.unlinkat(fd(), source, 0), from);
            } else if (errno != 0) {
                throw Errno.exception(errno, to);
            }
        }
    }

    @Override
    public void remove(byte[] name, boolean directory) throws IOException {
        try (Scratch scratch = posix().scratch()) {
            check(LibC.unlinkat(fd(), scratch.name(name), directory ? LibC.AT_REMOVEDIR : 0), name);
        }
    }

    private static UnsafePathException unsafe(byte[] name, @Nullable IOException cause) {
        return new UnsafePathException(
                "{} is a symbolic link, which is not followed",
                cause,
                Concealed.of(new String(name, StandardCharsets.UTF_8)));
    }

    private static void check(long result, byte[] name) throws IOException {
        if (result != 0) {
            throw Errno.exception(name);
        }
    }
}
