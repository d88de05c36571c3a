package io.vaultik.core.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A lock of the operating system on a file: it goes when its process dies, so none is ever stale. Closed by who took it.
 */
public final class HostLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private HostLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Optional<HostLock> tryLock(Path file) throws IOException {
        while (true) {
            FileChannel channel = open(file);
            boolean locked = false;
            try {
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    return Optional.empty();
                }
                // Who removes a lock file holds its lock: a lock on a file that has gone meanwhile is none.
                locked = isSameFile(file, channel);
                if (locked) {
                    return Optional.of(new HostLock(file, channel));
                }
            } catch (OverlappingFileLockException e) {
                return Optional.empty();
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
        }
    }

    static HostLock lock(Path file) throws IOException {
        while (true) {
            Optional<HostLock> lock = tryLock(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            waitFor(file);
        }
    }

    /** Removes the file, for a lock whose name will not be used again. The lock is released. */
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
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the descriptor, whatever closing says.
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
    }

    /** Writes a mark through the channel and looks for it under the name. */
    private static boolean isSameFile(Path file, FileChannel channel) throws IOException {
        String mark = ProcessHandle.current().pid() + " " + System.nanoTime() + "\n";
        byte[] bytes = mark.getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0).write(ByteBuffer.wrap(bytes), 0);
        try {
            return Arrays.equals(bytes, Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Blocks until the lock was free once; within one process, where blocking is refused, yields instead. */
    private static void waitFor(Path file) throws IOException {
        try (FileChannel channel = open(file);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
        } catch (OverlappingFileLockException e) {
            Thread.onSpinWait();
        }
    }
}
