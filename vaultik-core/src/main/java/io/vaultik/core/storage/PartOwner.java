package io.vaultik.core.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A locked file that says: whoever makes parts under this name is alive. The operating system gives the lock back when the
 * process ends. Nobody opens the file of a living owner of the same process: closing a file gives up all locks that the process
 * has on it.
 */
final class PartOwner implements Closeable {
    /** How the name of each such file ends. */
    static final String SUFFIX = ".owner";

    private final String name;
    private final Path file;
    private final FileChannel channel;

    private PartOwner(String name, Path file, FileChannel channel) {
        this.name = name;
        this.file = file;
        this.channel = channel;
    }

    /** What is done while an owner is known to be gone. */
    @FunctionalInterface
    interface Inheritance {
        /** Removes what is left. */
        void run() throws IOException;
    }

    /**
     * Makes the file and locks it.
     *
     * @return the owner, closed by the caller, or null if somebody has that name
     */
    static @Nullable PartOwner tryMake(Path folder, String name) throws IOException {
        Path file = folder.resolve(name + SUFFIX);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return null;
        }
        boolean mine = false;
        try {
            // Between its creation and its lock somebody's clean-up may have taken the file for a left-over.
            mine = lockUnlessUnsupported(channel) && Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            return mine ? new PartOwner(name, file, channel) : null;
        } finally {
            if (!mine) {
                channel.close();
            }
        }
    }

    private static boolean lockUnlessUnsupported(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (UnsupportedOperationException e) {
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            if (!channel.isOpen()) {
                throw e;
            }
            // A file system without locks: the clean-up gets none either, and leaves all parts alone.
            return true;
        }
    }

    /**
     * Removes what an owner has left, if there is none any more. It may have no file: an owner makes that before its first part.
     *
     * @param inheritance removes the parts; the owner's file is removed afterwards
     */
    static void inherit(Path folder, String name, Inheritance inheritance) throws IOException {
        Path file = folder.resolve(name + SUFFIX);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            inheritance.run();
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.tryLock() != null) {
                inheritance.run();
                Files.deleteIfExists(file);
            }
        } catch (OverlappingFileLockException | UnsupportedOperationException e) {
            return;
        } catch (IOException e) {
            // Somebody else's file, or one that another clean-up has just removed: neither stops a put.
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
        }
    }

    /** Returns what the names of its parts begin with. */
    String name() {
        return name;
    }

    /** Removes the file and gives the lock back. That this fails does no harm: a later clean-up does it. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // As documented.
        }
    }
}
