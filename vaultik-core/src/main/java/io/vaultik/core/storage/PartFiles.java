package io.vaultik.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The files of bodies that are being written, in the folder {@value #FOLDER} right below the root. No key has the character
 * {@code #}, so none of them can be taken for an object. Thread-safe.
 *
 * <p>A part is named {@code <owner>-<number>.part}, and its {@linkplain PartOwner owner} {@code <process>-<start of the
 * process>-<number>}, which is there as long as one of its parts. What was left by an owner that is gone is removed by the first
 * put of a storage. An owner of this process is never asked.
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
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PartOwner owner;
    private int open;
    private boolean cleaned;

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
        String name = begin(null);
        boolean done = false;
        try {
            PartFile part;
            try {
                part = create(name);
            } catch (NoSuchFileException e) {
                // Somebody has removed the folder, and what stood in it.
                part = create(begin(name));
            }
            done = true;
            return part;
        } finally {
            if (!done) {
                end();
            }
        }
    }

    private PartFile create(String ownerName) throws IOException {
        while (true) {
            Path path = folder.resolve(ownerName + "-" + next.getAndIncrement() + SUFFIX);
            try {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return new PartFile(path, channel, this::end);
            } catch (FileAlreadyExistsException e) {
                // Left by an earlier owner of that name, who could not remove it.
            }
        }
    }

    /** Counts a part, and returns the name of its owner, which is not {@code lost}; that one's part was counted before. */
    private String begin(@Nullable String lost) throws IOException {
        lock.lock();
        try {
            if (owner == null || owner.name().equals(lost)) {
                release();
                tree.makeFolder(folder);
                owner = newOwner();
                cleanOnce();
            }
            open += lost == null ? 1 : 0;
            return owner.name();
        } finally {
            lock.unlock();
        }
    }

    private PartOwner newOwner() throws IOException {
        PartOwner made = null;
        for (int number = 0; made == null; number++) {
            made = PartOwner.tryMake(folder, process + number);
        }
        return made;
    }

    private void end() {
        lock.lock();
        try {
            open--;
            if (open == 0) {
                release();
            }
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        PartOwner current = owner;
        owner = null;
        if (current != null) {
            current.close();
        }
    }

    /** Removes what owners have left that are gone. */
    private void cleanOnce() throws IOException {
        if (cleaned) {
            return;
        }
        cleaned = true;
        for (Map.Entry<String, List<Path>> left : foreign().entrySet()) {
            PartOwner.inherit(folder, left.getKey(), () -> {
                for (Path part : left.getValue()) {
                    Files.deleteIfExists(part);
                }
            });
        }
    }

    /** Returns the parts of others, by their owners. */
    private Map<String, List<Path>> foreign() throws IOException {
        Map<String, List<Path>> owners = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.startsWith(process) || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    continue;
                }
                if (name.endsWith(PartOwner.SUFFIX)) {
                    owners.putIfAbsent(beforeLast(PartOwner.SUFFIX, name), new ArrayList<>());
                } else if (name.endsWith(SUFFIX)) {
                    owners.computeIfAbsent(beforeLast("-", name), made -> new ArrayList<>())
                            .add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return owners;
    }

    private static String beforeLast(String mark, String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf(mark)));
    }
}
