package io.vaultik.core.internal.work;

import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A spool whose files keep their names, so that a test can count, damage and fill them. */
final class VisibleSpool implements Spool {
    private final Path folder;
    private final long roomBytes;
    private final List<Path> files = new ArrayList<>();
    private long writtenBytes;
    private int open;

    VisibleSpool(Path folder, long roomBytes) {
        this.folder = folder;
        this.roomBytes = roomBytes;
    }

    List<Path> files() {
        return files;
    }

    int openFiles() {
        return open;
    }

    @Override
    public SpoolFile create() throws VaultikException {
        Path path = folder.resolve("file-" + files.size());
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            files.add(path);
            open++;
            return new Counted(new EncryptedSpoolFile(channel, new SpoolDisk(folder), new SecureRandom()));
        } catch (IOException e) {
            throw new VaultikException("no file", e);
        }
    }

    private final class Counted implements SpoolFile {
        private final SpoolFile file;
        private boolean closed;

        Counted(SpoolFile file) {
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws VaultikException {
            writtenBytes += length;
            if (writtenBytes > roomBytes) {
                throw new NoSpaceException("the spool is full", null);
            }
            file.write(bytes, offset, length);
        }

        @Override
        public long length() {
            return file.length();
        }

        @Override
        public InputStream open(long position) throws VaultikException {
            return file.open(position);
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) throws VaultikException {
            file.read(position, into, offset, length);
        }

        @Override
        public void close() {
            open -= closed ? 0 : 1;
            closed = true;
            file.close();
        }
    }
}
