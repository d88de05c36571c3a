package io.vaultik.core.internal.fs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An inode behind a file descriptor. One that was opened with {@code O_PATH} takes no calls by descriptor: its attributes are
 * set by {@code /proc/self/fd}, which leads to the inode itself.
 */
sealed class NativeNode implements OpenNode permits NativeDirectory, NativeFile {
    static final byte[] NO_NAME = {};

    private static final int UTIME_BYTES = 32;

    private final NativePosix posix;
    private final AtomicInteger fd;
    private final boolean pathOnly;

    NativeNode(NativePosix posix, int fd, boolean pathOnly) {
        this.posix = posix;
        this.fd = new AtomicInteger(fd);
        this.pathOnly = pathOnly;
    }

    final NativePosix posix() {
        return posix;
    }

    /** Returns the descriptor; after closing one that no call accepts. */
    final int fd() {
        return fd.get();
    }

    /** Fills the data of the scratch; the result of the system call. */
    static long statx(Scratch scratch, int directory, long path, int flags) {
        return LibC.syscall(
                LibC.SYS_STATX, directory, path, flags | LibC.AT_NO_AUTOMOUNT, LibC.STATX_BASIC_STATS, scratch.data());
    }

    @Override
    public FileStat stat() throws IOException {
        try (Scratch scratch = posix.scratch()) {
            if (statx(scratch, fd(), scratch.name(NO_NAME), LibC.AT_EMPTY_PATH) != 0) {
                throw Errno.exception(NO_NAME);
            }
            return FileStat.ofStatx(scratch.words(FileStat.STATX_WORDS));
        }
    }

    @Override
    public boolean setOwner(long uid, long gid) throws IOException {
        try (Scratch scratch = posix.scratch()) {
            return done(LibC.fchownat(fd(), scratch.name(NO_NAME), (int) uid, (int) gid, LibC.AT_EMPTY_PATH));
        }
    }

    @Override
    public boolean setMode(int mode) throws IOException {
        try (Scratch scratch = posix.scratch()) {
            return done(pathOnly ? LibC.chmod(scratch.name(procPath()), mode) : LibC.fchmod(fd(), mode));
        }
    }

    @Override
    public boolean setModified(Instant time) throws IOException {
        try (Scratch scratch = posix.scratch()) {
            for (int at = scratch.dataAt(); at < scratch.dataAt() + UTIME_BYTES; at += 16) {
                scratch.memory().putLong(at, time.getEpochSecond());
                scratch.memory().putLong(at + 8, time.getNano());
            }
            return done(
                    pathOnly
                            ? LibC.utimensat(LibC.AT_FDCWD, scratch.name(procPath()), scratch.data(), 0)
                            : LibC.futimens(fd(), scratch.data()));
        }
    }

    @Override
    public List<byte[]> xattrNames() throws IOException {
        try (Scratch scratch = posix.scratch()) {
            long length = pathOnly
                    ? LibC.listxattr(scratch.name(procPath()), scratch.data(), scratch.dataBytes())
                    : LibC.flistxattr(fd(), scratch.data(), scratch.dataBytes());
            if (length < 0) {
                if (Errno.refused(Errno.last())) {
                    return List.of();
                }
                throw Errno.exception(NO_NAME);
            }
            return split(scratch.copy((int) length));
        }
    }

    @Override
    public boolean setXattr(String name, byte[] value) throws IOException {
        try (Scratch scratch = posix.scratch()) {
            if (value.length > scratch.dataBytes()) {
                return false;
            }
            scratch.memory().put(scratch.dataAt(), value);
            long key = scratch.secondName(name.getBytes(StandardCharsets.UTF_8));
            int result = pathOnly
                    ? LibC.setxattr(scratch.name(procPath()), key, scratch.data(), value.length, 0)
                    : LibC.fsetxattr(fd(), key, scratch.data(), value.length, 0);
            if (result != 0 && doesNotFit(Errno.last())) {
                return false;
            }
            return done(result);
        }
    }

    @Override
    public boolean removeXattr(byte[] name) throws IOException {
        try (Scratch scratch = posix.scratch()) {
            long key = scratch.secondName(name);
            int result = pathOnly ? LibC.removexattr(scratch.name(procPath()), key) : LibC.fremovexattr(fd(), key);
            return (result != 0 && Errno.last() == Errno.ENODATA) || done(result);
        }
    }

    /** Closes the descriptor, which is gone whatever the system answers; some file systems tell only now that writing failed. */
    @Override
    public void close() throws IOException {
        int open = fd.getAndSet(-1);
        if (open >= 0 && LibC.close(open) != 0 && Errno.last() != Errno.EINTR) {
            throw Errno.exception(NO_NAME);
        }
    }

    /** Splits the NUL-terminated names that listxattr gives. */
    static List<byte[]> split(byte[] list) {
        List<byte[]> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < list.length; i++) {
            if (list[i] == 0) {
                names.add(Arrays.copyOfRange(list, start, i));
                start = i + 1;
            }
        }
        return names;
    }

    private byte[] procPath() {
        return ("/proc/self/fd/" + fd()).getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean done(int result) throws IOException {
        if (result == 0) {
            return true;
        }
        int errno = Errno.last();
        if (Errno.refused(errno)) {
            return false;
        }
        throw Errno.exception(errno, NO_NAME);
    }

    /** An ext4 inode holds few attributes: "no space" then speaks of the inode, not of the disk. */
    private static boolean doesNotFit(int errno) {
        return errno == Errno.ENOSPC || errno == Errno.ERANGE || errno == Errno.E2BIG;
    }
}
