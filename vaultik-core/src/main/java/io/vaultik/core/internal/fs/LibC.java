package io.vaultik.core.internal.fs;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Locale;

/**
 * The functions of the C library that are used, bound directly. Pointers and sizes are {@code long}: Linux on 64-bit x86 and
 * ARM only, glibc or musl. What older C libraries do not export goes through {@code syscall}.
 *
 * <p>A function that returns -1 has set the error number, which {@link Errno} reads from the same thread.
 */
final class LibC {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_NO_AUTOMOUNT = 0x800;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int STATX_BASIC_STATS = 0x7ff;
    static final int RENAME_NOREPLACE = 1;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NOCTTY = 0400;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int O_DIRECTORY;
    static final int O_NOFOLLOW;

    static final long SYS_GETDENTS64;
    static final long SYS_STATX;
    static final long SYS_RENAMEAT2;
    static final long SYS_MKNODAT;

    /** The number on every architecture, from Linux 6.13 on; see listxattrat(2). */
    static final long SYS_LISTXATTRAT = 465;

    static {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        if (!"Linux".equals(System.getProperty("os.name")) || !(x86 || arch.equals("aarch64"))) {
            throw new UnsatisfiedLinkError("bound on 64-bit Linux only");
        }
        O_DIRECTORY = x86 ? 0200000 : 040000;
        O_NOFOLLOW = x86 ? 0400000 : 0100000;
        SYS_GETDENTS64 = x86 ? 217 : 61;
        SYS_STATX = x86 ? 332 : 291;
        SYS_RENAMEAT2 = x86 ? 316 : 276;
        SYS_MKNODAT = x86 ? 259 : 33;
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {}

    static native long syscall(long number, long a, long b, long c, long d, long e);

    static native int openat(int directory, long path, int flags, int mode);

    static native int close(int fd);

    static native long read(int fd, long buffer, long length);

    static native long pwrite(int fd, long buffer, long length, long offset);

    static native int ftruncate(int fd, long length);

    static native long readlinkat(int directory, long path, long buffer, long length);

    static native long listxattr(long path, long buffer, long length);

    static native long llistxattr(long path, long buffer, long length);

    static native long flistxattr(int fd, long buffer, long length);

    static native long lgetxattr(long path, long name, long buffer, long length);

    static native int setxattr(long path, long name, long value, long length, int flags);

    static native int fsetxattr(int fd, long name, long value, long length, int flags);

    static native int removexattr(long path, long name);

    static native int fremovexattr(int fd, long name);

    static native int mkdirat(int directory, long path, int mode);

    static native int symlinkat(long target, int directory, long path);

    static native int linkat(int fromDirectory, long from, int directory, long path, int flags);

    static native int unlinkat(int directory, long path, int flags);

    static native int fchownat(int directory, long path, int uid, int gid, int flags);

    static native int fchmod(int fd, int mode);

    static native int chmod(long path, int mode);

    static native int utimensat(int directory, long path, long times, int flags);

    static native int futimens(int fd, long times);

    static native int getpwuid_r(int uid, long entry, long buffer, long length, long result);

    static native int getgrgid_r(int gid, long entry, long buffer, long length, long result);
}
