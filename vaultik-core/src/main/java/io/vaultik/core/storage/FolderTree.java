package io.vaultik.core.storage;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folders below one root: where a key's file is, whether the way there stays inside, and that names are durable.
 * Thread-safe.
 *
 * <p>A symbolic link that is there is never followed. The checks do not stop somebody who may write to the folders anyway
 * and swaps one for a link at the same moment.
 */
final class FolderTree {
    /** The longest name of a file on common file systems, in bytes. */
    static final int MAX_SEGMENT_BYTES = 255;

    /** How many folders are remembered as durable; they are forgotten together, which costs a sync each. */
    private static final int MAX_KNOWN_FOLDERS = 8_192;

    private final Path root;
    private final FileSync sync;
    private final FileFailures failures;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    FolderTree(Path root, FileSync sync, FileFailures failures) {
        this.root = root;
        this.sync = sync;
        this.failures = failures;
    }

    /** What is at the place of a key. */
    enum State {
        /** Nothing. */
        ABSENT,
        /** A regular file: the object. */
        OBJECT,
        /** Something that is no object, or an object where a folder would have to be. */
        TAKEN,
        /** A segment of the key is longer than a file's name can be. */
        UNNAMABLE
    }

    /**
     * The place of a key.
     *
     * @param attributes those of the file, if it is an object
     */
    record Place(Path path, State state, @Nullable BasicFileAttributes attributes) {}

    /**
     * Looks where the file of a key is.
     *
     * @throws StorageDeniedException if a folder on the way is a symbolic link
     */
    Place locate(StorageVerb verb, ObjectKey key) throws StorageException {
        try {
            return locate(key);
        } catch (IOException e) {
            throw failures.of(verb, key, e);
        }
    }

    private Place locate(ObjectKey key) throws IOException {
        Path path = root;
        String[] segments = key.value().split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].length() > MAX_SEGMENT_BYTES) {
                return new Place(root.resolve(key.value()), State.UNNAMABLE, null);
            }
            path = path.resolve(segments[i]);
            BasicFileAttributes found = look(path);
            if (found == null) {
                return new Place(root.resolve(key.value()), State.ABSENT, null);
            }
            boolean last = i == segments.length - 1;
            if (!last && found.isSymbolicLink()) {
                throw new StorageDeniedException("{} leads through a symbolic link in {}", null, key, root);
            }
            if (last && found.isRegularFile()) {
                return new Place(path, State.OBJECT, found);
            }
            if (last || !found.isDirectory()) {
                return new Place(path, State.TAKEN, null);
            }
        }
        throw new IllegalStateException("a key has a segment");
    }

    /**
     * Tells the attributes of what is at a path, of a link those of the link itself.
     *
     * @return null if there is nothing
     */
    static @Nullable BasicFileAttributes look(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Folders of objects that are stored together: each is looked at once. Used by one thread. */
    final class Folders {
        private final Set<Path> known = new HashSet<>();
        private final Set<Path> changed = new LinkedHashSet<>();

        /**
         * Makes a folder below the root, and those above it, where they are missing.
         *
         * @return true if it was not there
         * @throws NotDirectoryException if one on the way is none, or is a symbolic link
         */
        boolean make(Path folder) throws IOException {
            if (!known.add(folder)) {
                return false;
            }
            Path parent = folder.getParent();
            if (folder.equals(root) || parent == null) {
                makeFolder(folder);
                return false;
            }
            boolean isNew = make(parent);
            if (!isNew && durable.contains(folder) && isFolder(folder)) {
                return false;
            }
            boolean made = create(folder);
            changed.add(parent);
            return made;
        }

        /** Takes note that the names in a folder have changed. */
        void changed(Path folder) {
            changed.add(folder);
        }

        /** Makes all names durable. */
        void sync() throws IOException {
            sync.folders(root, changed);
            remember(changed);
        }
    }

    Folders folders() {
        return new Folders();
    }

    /** Makes a folder at or below the root, and those above it, where they are missing; their names are durable then. */
    void makeFolder(Path folder) throws IOException {
        if (durable.contains(folder) && isFolder(folder)) {
            return;
        }
        Path parent = folder.getParent();
        boolean inside = folder.startsWith(root);
        if (parent == null || !inside && Files.isDirectory(folder)) {
            return;
        }
        makeFolder(parent);
        // A folder that another thread has just made may not be durable yet, so that its parent is synced all the same.
        boolean made = create(folder);
        if (made || inside && !folder.equals(root)) {
            sync.folder(parent);
        }
        remember(Set.of(folder));
    }

    private void remember(Set<Path> folders) {
        if (durable.size() + folders.size() > MAX_KNOWN_FOLDERS) {
            durable.clear();
        }
        durable.addAll(folders);
    }

    /** Makes the names in a folder durable. */
    void syncFolder(Path folder) throws IOException {
        sync.folder(folder);
    }

    private boolean create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, folder.equals(root) ? onlyForOwner() : new FileAttribute<?>[0]);
            return true;
        } catch (FileAlreadyExistsException e) {
            if (!isFolder(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            return false;
        }
    }

    private boolean isFolder(Path folder) {
        return folder.startsWith(root) && !folder.equals(root)
                ? Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                : Files.isDirectory(folder);
    }

    private FileAttribute<?>[] onlyForOwner() {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
