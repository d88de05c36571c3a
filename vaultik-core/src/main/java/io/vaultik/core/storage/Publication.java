package io.vaultik.core.storage;

import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/** Gives a finished part its name, at once. Thread-safe. */
final class Publication {
    private static final String LOCK_FILE = "create.lock";

    private final Path lockFile;
    private final ReentrantLock oneCreation = new ReentrantLock();

    Publication(Path parts) {
        this.lockFile = parts.resolve(LOCK_FILE);
    }

    /** Renames a part; a file that has the name is replaced. */
    void replace(Path part, Path target) throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Gives a part a name that is free. The part may keep its own one beside it.
     *
     * @return false if the name is taken
     */
    boolean create(Path part, Path target) throws IOException {
        try {
            Files.createLink(target, part);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (AccessDeniedException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // No hard links here. If something else is wrong, the rename meets it again.
            return createUnderLock(part, target);
        }
    }

    private boolean createUnderLock(Path part, Path target) throws IOException {
        oneCreation.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel);
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            replace(part, target);
            return true;
        } finally {
            oneCreation.unlock();
        }
    }

    /** Waits for other processes; closing the channel gives the lock back. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.lock();
        } catch (OverlappingFileLockException e) {
            throw new StorageException(true, "another creation is under way in this process", e);
        }
    }
}
