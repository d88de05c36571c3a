package io.vaultik.core.internal.fs;

import java.io.IOException;

/** A regular file behind a file descriptor. */
final class NativeFile extends NativeNode implements OpenFile {
    NativeFile(NativePosix posix, int fd) {
        super(posix, fd, false);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try (Scratch transfer = posix().transfer()) {
            long got;
            do {
                got = LibC.read(fd(), transfer.data(), Math.min(length, transfer.dataBytes()));
            } while (got < 0 && Errno.last() == Errno.EINTR);
            if (got < 0) {
                throw Errno.exception(NO_NAME);
            }
            transfer.memory().get(transfer.dataAt(), target, offset, (int) got);
            return got == 0 ? -1 : (int) got;
        }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        int done = 0;
        try (Scratch transfer = posix().transfer()) {
            while (done < length) {
                int part = Math.min(length - done, transfer.dataBytes());
                transfer.memory().put(transfer.dataAt(), source, offset + done, part);
                long put = LibC.pwrite(fd(), transfer.data(), part, position + done);
                if (put == 0) {
                    throw new IOException("the file system takes no bytes");
                }
                if (put < 0 && Errno.last() != Errno.EINTR) {
                    throw Errno.exception(NO_NAME);
                }
                done += (int) Math.max(put, 0);
            }
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        if (LibC.ftruncate(fd(), size) != 0) {
            throw Errno.exception(NO_NAME);
        }
    }
}
