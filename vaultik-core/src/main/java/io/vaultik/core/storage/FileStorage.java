package io.vaultik.core.storage;

import io.vaultik.core.storage.FolderTree.Place;
import io.vaultik.core.storage.FolderTree.State;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.ObjectVisitor;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A storage in a folder: the object {@code a/b} is the file {@code a/b} below the root. Thread-safe, and several processes
 * may use one root at once.
 *
 * <p><b>Puts.</b> A body is written to a part in the folder {@code #tmp} below the root, synced, and then gets its name at
 * once: with {@link PutMode#CREATE} by a hard link, which fails if the name is taken, with {@link PutMode#REPLACE} by a
 * rename. Then the folder is synced, and the names of folders that were made on the way. No key has the character
 * {@code #}, so that a part is never taken for an object. The parts of a process that ended are removed by the first put of a
 * later {@code FileStorage} on that root: beside them is a file that is locked while they are there,
 * and no living process holds its lock then.
 * On a file system without hard links a creation takes a lock on the file {@code #tmp/create.lock}, looks whether the
 * name is free and renames; where two instances in one process meet there, one gets a retryable exception.
 *
 * <p><b>What a file system cannot do.</b> A key whose place is a folder, or of which a folder's place is an object ({@code
 * a} beside {@code a/b}), cannot be put: a {@link StorageException} that is not retryable; and folders stay when they
 * become empty. The same holds for a segment longer than {@value FolderTree#MAX_SEGMENT_BYTES} bytes; asked for, there is
 * no such object. Where names differ in case only and the file system takes them for equal, so does this storage. All
 * folders below the root lie on one file system.
 *
 * <p><b>Links.</b> The root may be a symbolic link. Below it none is followed: a folder that is one refuses every verb with
 * a {@link StorageDeniedException}, and one at the place of a key is no object and blocks puts. This is
 * no protection from somebody who may write below the root while a call runs.
 *
 * <p>The root is made by the first put, for its owner only (0700); the rest goes by the process's umask. An interrupt ends a
 * call, or a read of one of its streams, with a {@link StorageException}, and the interrupt flag stays set.
 *
 * @since 0.1
 */
public final class FileStorage implements ObjectStorage {
    private static final Set<Capability> CAPABILITIES =
            Set.of(Capability.ATOMIC_CREATE, Capability.LIST, Capability.DELETE, Capability.BULK_PUT);

    private final Path root;
    private final FileSync sync;
    private final FileFailures failures;
    private final FolderTree tree;
    private final PartFiles parts;
    private final Publication publication;
    private volatile boolean closed;

    private FileStorage(Path root, FileSync sync) {
        this.root = root;
        this.sync = sync;
        this.failures = new FileFailures(root);
        this.tree = new FolderTree(root, sync, failures);
        this.parts = new PartFiles(root, tree);
        this.publication = new Publication(parts.folder());
    }

    /**
     * Makes a storage in a folder. Nothing is read or written yet.
     *
     * @param root the folder, on any file system; it need not exist
     * @return a storage
     */
    public static FileStorage at(Path root) {
        return at(root, new FileSync.On());
    }

    /** Makes a storage that syncs in another way. */
    static FileStorage at(Path root, FileSync sync) {
        return new FileStorage(root.toAbsolutePath().normalize(), sync);
    }

    /**
     * Returns a storage in the same folder that does not wait for the disk: what was stored survives the end of the process,
     * but maybe not a power failure. For tests and measurements.
     *
     * @return a new storage; this one is not changed
     */
    public FileStorage withoutFsync() {
        return new FileStorage(root, FileSync.OFF);
    }

    @Override
    public void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException {
        requireOpen();
        Place place = requireUsable(key);
        if (mode == PutMode.CREATE && place.state() == State.OBJECT) {
            throw new ObjectExistsException(key, location());
        }
        try (PartFile part = write(key, body)) {
            sync.file(part.channel());
            tree.makeFolder(parentOf(place.path()));
            publish(part, place.path(), key, mode);
            tree.syncFolder(parentOf(place.path()));
        } catch (IOException e) {
            throw failures.of(StorageVerb.PUT, key, e);
        } catch (ReadOnlyFileSystemException e) {
            throw readOnly(StorageVerb.PUT, key, e);
        }
    }

    /** {@inheritDoc} Their bytes are synced together before the first of them gets its name, then the names. */
    @Override
    public void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        requireOpen();
        if (objects.isEmpty()) {
            return;
        }
        Map<ObjectKey, PartFile> written = new LinkedHashMap<>();
        try {
            for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
                written.put(object.getKey(), write(object.getKey(), object.getValue()));
            }
            publish(written);
        } finally {
            written.values().forEach(PartFile::close);
        }
    }

    private PartFile write(ObjectKey key, ObjectBody body) throws StorageException {
        boolean done = false;
        PartFile part = null;
        try {
            part = parts.make();
            OutputStream sink = part.sink(key, failures, body.length());
            BodyCopy.copy(key, body, sink);
            sink.flush();
            done = true;
            return part;
        } catch (IOException e) {
            throw failures.of(StorageVerb.PUT, key, e);
        } catch (ReadOnlyFileSystemException e) {
            throw readOnly(StorageVerb.PUT, key, e);
        } finally {
            if (!done && part != null) {
                part.close();
            }
        }
    }

    private void publish(Map<ObjectKey, PartFile> written) throws StorageException {
        FolderTree.Folders folders = tree.folders();
        ObjectKey current = written.keySet().iterator().next();
        try {
            sync.files(
                    parts.folder(),
                    written.values().stream().map(PartFile::channel).toList());
            for (Map.Entry<ObjectKey, PartFile> entry : written.entrySet()) {
                current = entry.getKey();
                Path place = root.resolve(current.value());
                if (!folders.make(parentOf(place))) {
                    requireUsable(current);
                }
                publication.replace(entry.getValue().path(), place);
                entry.getValue().published();
                folders.changed(parentOf(place));
            }
            folders.sync();
        } catch (IOException e) {
            if (e instanceof NotDirectoryException) {
                requireUsable(current);
            }
            throw failures.of(StorageVerb.PUT, current, e);
        } catch (ReadOnlyFileSystemException e) {
            throw readOnly(StorageVerb.PUT, current, e);
        }
    }

    private Place requireUsable(ObjectKey key) throws StorageException {
        Place place = tree.locate(StorageVerb.PUT, key);
        if (place.state() == State.TAKEN || place.state() == State.UNNAMABLE) {
            throw unusable(key, place.state());
        }
        return place;
    }

    @Override
    public ObjectContent open(ObjectKey key) throws StorageException {
        FileChannel channel = openChannel(StorageVerb.OPEN, key);
        long length = lengthOf(StorageVerb.OPEN, key, channel);
        return new ObjectContent(length, new FileRange(channel, key, failures, 0, length));
    }

    @Override
    public InputStream read(ObjectKey key, long offset, long length) throws StorageException {
        ObjectRange.requireNotNegative(offset, length);
        FileChannel channel = openChannel(StorageVerb.READ, key);
        boolean done = false;
        try {
            ObjectRange.requireWithin(key, offset, length, lengthOf(StorageVerb.READ, key, channel));
            done = true;
            return new FileRange(channel, key, failures, offset, length);
        } finally {
            if (!done) {
                closeQuietly(channel);
            }
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        requireOpen();
        return Optional.ofNullable(tree.locate(StorageVerb.STAT, key).attributes())
                .map(found -> new ObjectInfo(
                        key, found.size(), found.lastModifiedTime().toInstant()));
    }

    /** {@inheritDoc} The order is that of the file system. Its memory grows with the sub-folders of one folder at most. */
    @Override
    public void list(String prefix, ObjectVisitor visitor) throws StorageException {
        requireOpen();
        try {
            new FolderWalk(root, prefix, visitor).run();
        } catch (IOException e) {
            throw failures.of(StorageVerb.LIST, "\"" + prefix + "\"", e);
        }
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        deleteAll(List.of(key));
    }

    /** {@inheritDoc} Each folder is synced once, at the end. */
    @Override
    public void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        requireOpen();
        Set<Path> folders = new LinkedHashSet<>();
        for (ObjectKey key : keys) {
            Place place = tree.locate(StorageVerb.DELETE, key);
            if (place.state() == State.OBJECT && remove(key, place.path())) {
                folders.add(parentOf(place.path()));
            }
        }
        for (Path folder : folders) {
            try {
                tree.syncFolder(folder);
            } catch (IOException e) {
                throw failures.of(StorageVerb.DELETE, root.relativize(folder), e);
            }
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    /** Returns the absolute path of the folder. */
    @Override
    public String location() {
        return root.toString();
    }

    /** {@inheritDoc} Streams that are open stay usable. */
    @Override
    public void close() {
        closed = true;
    }

    private void publish(PartFile part, Path target, ObjectKey key, PutMode mode) throws IOException {
        if (mode == PutMode.REPLACE) {
            publication.replace(part.path(), target);
            part.published();
        } else if (!publication.create(part.path(), target)) {
            throw new ObjectExistsException(key, location());
        }
    }

    private boolean remove(ObjectKey key, Path file) throws StorageException {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failures.of(StorageVerb.DELETE, key, e);
        } catch (ReadOnlyFileSystemException e) {
            throw readOnly(StorageVerb.DELETE, key, e);
        }
    }

    private FileChannel openChannel(StorageVerb verb, ObjectKey key) throws StorageException {
        requireOpen();
        Place place = tree.locate(verb, key);
        if (place.state() != State.OBJECT) {
            throw new ObjectNotFoundException(key, location());
        }
        try {
            return FileChannel.open(place.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new ObjectNotFoundException(key, location());
        } catch (IOException e) {
            throw failures.of(verb, key, e);
        }
    }

    private long lengthOf(StorageVerb verb, ObjectKey key, FileChannel channel) throws StorageException {
        try {
            return channel.size();
        } catch (IOException e) {
            closeQuietly(channel);
            throw failures.of(verb, key, e);
        }
    }

    private StorageException readOnly(StorageVerb verb, ObjectKey key, ReadOnlyFileSystemException cause) {
        return new StorageDeniedException(verb + " of {} in {} failed: read-only file system", cause, key, root);
    }

    private StorageException unusable(ObjectKey key, State state) {
        String why = state == State.UNNAMABLE
                ? "a segment has more than " + FolderTree.MAX_SEGMENT_BYTES + " bytes"
                : "its place is taken by what is no object, or a folder's place by one that is";
        return new StorageException(false, "put of {} in {} is impossible: {}", null, key, root, why);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this storage is closed");
        }
    }

    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "a file below a root has a parent");
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The failure that led here matters more.
        }
    }
}
