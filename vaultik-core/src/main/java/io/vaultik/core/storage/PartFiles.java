package io.vaultik.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The files of bodies that are being written, in the folder {@value #FOLDER} right below the root. No key has the character
 * {@code #}, so none of them can be taken for an object. Thread-safe.
 *
 * <p>A part is named {@code <process>-<start of the process>-<number>.part} and is locked while it is written. A part whose
 * lock nobody holds was left by a process that ended, as the operating system gives the locks of a process back, and so the
 * first put of a storage removes it. A part of this process is never touched by the clean-up: closing a file gives up all
 * locks that the process has on it.
 */
final class PartFiles {
    /** The name of the folder below the root. */
    static final String FOLDER = "#tmp";

    /** How the name of each part ends. */
    static final String SUFFIX = ".part";

    private final FolderTree tree;
    private final Path folder;
    private final String process;
    private final AtomicLong next = new AtomicLong();
    private final AtomicBoolean cleaned = new AtomicBoolean();

    PartFiles(Path root, FolderTree tree) {
        this.tree = tree;
        this.folder = root.resolve(FOLDER);
        ProcessHandle self = ProcessHandle.current();
        long start = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        this.process = Long.toHexString(self.pid()) + "-" + Long.toHexString(start) + "-";
    }

    /** Returns the folder of the parts, which may not exist. */
    Path folder() {
        return folder;
    }

    /**
     * Makes an empty part, and cleans up before the first one.
     *
     * @return the part, to be closed by the caller
     */
    PartFile make() throws IOException {
        tree.makeFolder(folder);
        if (cleaned.compareAndSet(false, true)) {
            clean();
        }
        while (true) {
            Path path = folder.resolve(process + next.getAndIncrement() + SUFFIX);
            PartFile part = tryMake(path);
            if (part != null) {
                return part;
            }
        }
    }

    private static @Nullable PartFile tryMake(Path path) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            return null;
        }
        PartFile part = new PartFile(path, channel);
        boolean mine = false;
        try {
            // Between its creation and its lock somebody's clean-up may have taken the file for a left-over.
            mine = lockUnlessUnsupported(channel) && Files.exists(path, LinkOption.NOFOLLOW_LINKS);
            return mine ? part : null;
        } finally {
            if (!mine) {
                part.close();
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

    private void clean() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path entry : entries) {
                boolean own = entry.getFileName().toString().startsWith(process);
                if (!own && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    removeIfLeft(entry);
                }
            }
        }
    }

    private static void removeIfLeft(Path part) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                Files.deleteIfExists(part);
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
}
