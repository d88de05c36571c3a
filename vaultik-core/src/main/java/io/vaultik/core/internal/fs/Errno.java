package io.vaultik.core.internal.fs;

import com.sun.jna.Native;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.NoSpaceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** The error numbers of Linux, and the exceptions that they become. Names are concealed: messages may go to a log. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int E2BIG = 7;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int ERANGE = 34;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int ENOTSUP = 95;
    static final int EDQUOT = 122;

    private Errno() {}

    /** Returns the error number that the last failed call of this thread left. */
    static int last() {
        return Native.getLastError();
    }

    /** Makes the exception for the last failed call of this thread. */
    static IOException exception(byte[] name) {
        return exception(last(), name);
    }

    static IOException exception(int errno, byte[] name) {
        String file = concealed(name);
        return switch (errno) {
            case ENOENT -> new NoSuchFileException(file);
            case EPERM, EACCES -> new AccessDeniedException(file, null, text(errno));
            case EEXIST, EISDIR -> new FileAlreadyExistsException(file);
            case ENOTEMPTY -> new DirectoryNotEmptyException(file);
            case ENOTDIR -> new NotDirectoryException(file);
            case ENOSPC, EDQUOT -> new NoSpaceException("no space: {}", null, text(errno));
            default -> new FileSystemException(file, null, text(errno));
        };
    }

    /** Tells whether the file system or the kernel refuses an attribute, which is no failure of the entry itself. */
    static boolean refused(int errno) {
        return errno == EPERM || errno == EACCES || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS;
    }

    /** Returns a name as it may stand in an exception. */
    static String concealed(byte[] name) {
        return Concealed.of(new String(name, StandardCharsets.UTF_8)).toString();
    }

    private static String text(int errno) {
        return switch (errno) {
            case EPERM -> "not permitted";
            case EACCES -> "permission denied";
            case ENAMETOOLONG -> "the name is too long";
            case ELOOP -> "a symbolic link, which is not followed";
            case ENOSPC -> "the file system is full";
            case EDQUOT -> "the quota is used up";
            default -> "error " + errno;
        };
    }
}
