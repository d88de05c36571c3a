package io.vaultik.core.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A lock of the operating system on a file: it goes when its process dies, so none is ever stale. Within the process it excludes
 * as well, whoever asks. Closed by who took it; thread-safe.
 */
public final class HostLock implements HostLocks.Held {
    private static final int MAX_MARK_BYTES = 4_096;

    private final Path file;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HostLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Optional<HostLock> tryLock(Path path) throws IOException {
        Path file = canonical(path);
        return HeldFiles.tryAdd(file) ? Optional.ofNullable(acquire(file, false)) : Optional.empty();
    }

    static HostLock lock(Path path) throws IOException {
        Path file = canonical(path);
        HeldFiles.add(file);
        HostLock lock = acquire(file, true);
        if (lock == null) {
            throw new IOException(file + " is locked by another part of this process");
        }
        return lock;
    }

    /** {@inheritDoc} The file is removed. */
    @Override
    public void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The file is empty and unlocked; the next run finds it and asks again.
        }
        close();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the descriptor, whatever closing says.
        } finally {
            HeldFiles.remove(file);
        }
    }

    /** Locks a file that is among the held ones; takes it out again if that fails. */
    private static @Nullable HostLock acquire(Path file, boolean waiting) throws IOException {
        HostLock acquired = null;
        try {
            boolean busy = false;
            while (acquired == null && !busy) {
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
                try {
                    FileLock lock = waiting ? channel.lock() : channel.tryLock();
                    busy = lock == null;
                    if (!busy && isSameFile(file, channel)) {
                        acquired = new HostLock(file, channel);
                    }
                } finally {
                    if (acquired == null) {
                        channel.close();
                    }
                }
            }
            return acquired;
        } catch (OverlappingFileLockException e) {
            return null;
        } finally {
            if (acquired == null) {
                HeldFiles.remove(file);
            }
        }
    }

    /**
     * Tells whether the file under the name is the one that is locked: who removes a lock file holds its lock, so a lock on a file
     * that has gone meanwhile is none. The file grows through the channel, and its length is looked up under the name, without
     * opening it a second time.
     */
    private static boolean isSameFile(Path file, FileChannel channel) throws IOException {
        SplittableRandom random = new SplittableRandom();
        try {
            for (int i = 0; i < 3; i++) {
                int length = 1 + random.nextInt(MAX_MARK_BYTES);
                channel.truncate(0).write(ByteBuffer.allocate(length), 0);
                if (Files.size(file) != length) {
                    return false;
                }
            }
            channel.truncate(0);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** One spelling for each file. */
    private static Path canonical(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
    }
}
