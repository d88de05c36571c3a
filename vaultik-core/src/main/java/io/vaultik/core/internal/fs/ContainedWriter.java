package io.vaultik.core.internal.fs;

import io.vaultik.fault.Concealed;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.SourceEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Writes below a root, and nowhere else: every component of a path is opened in the directory above it, without following a
 * symbolic link, so that neither a link that was there before nor one that is put there meanwhile leads out. Such a path is
 * refused with {@link UnsafePathException}. The root itself is the caller's: if it is a link, it is followed.
 *
 * <p>Every entry but a directory is made under a temporary name, gets its attributes, and is then given its name; so what
 * appears under a name is complete. Attributes reach the entry that was made here and no other that took its name. What missing
 * privilege or the file system refuses (owners, devices, trusted attributes) is left out with one alert of its kind.
 *
 * <p>Thread-safe. Parent directories are made by the caller, by {@link #makeDirectory}. Closed by who opened it, after the
 * files it handed out.
 */
public final class ContainedWriter implements Closeable {
    static final String DEVICES = "devices and other special files that may not be made were left out";

    private final AttributeOptions options;
    private final Alerts alerts;
    private final AttributeWriter attributes;
    private final DirectoryCache directories;
    private final boolean rootMade;
    private final String unique;
    private final AtomicLong counter = new AtomicLong();

    private ContainedWriter(
            OpenDirectory root, boolean rootMade, AttributeOptions options, Alerts alerts, RandomGenerator random) {
        this.directories = new DirectoryCache(root);
        this.rootMade = rootMade;
        this.options = options;
        this.alerts = alerts;
        this.attributes = new AttributeWriter(options, alerts, CreationMask.read());
        this.unique = HexFormat.of().toHexDigits(random.nextLong());
    }

    /** Makes an entry under a temporary name; false if the privilege for it is missing. */
    private interface Maker {
        boolean make(OpenDirectory directory, byte[] name) throws IOException;
    }

    /**
     * Opens a root for writing. It is made if it does not exist, open to its owner only until it is finished.
     *
     * @param root the directory
     * @param options which attributes are written
     * @param random makes temporary names unlikely to be taken
     * @param errors told of alerts
     * @return a writer, closed by the caller
     * @throws NotDirectoryException if the root is something else
     * @throws IOException if it cannot be made or opened
     */
    public static ContainedWriter open(Path root, AttributeOptions options, RandomGenerator random, ItemErrors errors)
            throws IOException {
        Alerts alerts = new Alerts(errors::alert);
        return open(Posix.of(root, alerts), root, options, random, alerts);
    }

    static ContainedWriter open(Posix posix, Path root, AttributeOptions options, RandomGenerator random, Alerts alerts)
            throws IOException {
        boolean missing = Files.notExists(root);
        if (missing) {
            Files.createDirectories(root);
        }
        OpenDirectory directory = posix.open(root);
        try {
            if (missing && options.modes()) {
                directory.setMode(AttributeWriter.UNFINISHED);
            }
            return new ContainedWriter(directory, missing, options, alerts, random);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Tells whether a root holds nothing. One that does not exist holds nothing.
     *
     * @param root the directory
     * @return true if it is absent or empty
     * @throws NotDirectoryException if it is something else
     * @throws IOException if it cannot be read
     */
    public static boolean isEmpty(Path root) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
            return !children.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /**
     * Tells whether a name is one that a writer gives to entries which are not in their place yet; a restore that was killed
     * leaves such entries.
     *
     * @param name the last component of a path
     * @return true if it has the form of a temporary name
     */
    public static boolean isTemporary(byte[] name) {
        return TemporaryName.matches(name);
    }

    /**
     * Tells whether the root was made by this writer.
     *
     * @return true if it did not exist before
     */
    public boolean rootMade() {
        return rootMade;
    }

    /**
     * Makes a directory, open to its owner only until it is finished. One that exists is taken as it is; if modes are written,
     * its owner is given access to it.
     *
     * @param path the path, not the root
     * @return true if it was made, false if it existed
     * @throws UnsafePathException if a symbolic link stands at its place or above it
     * @throws FileAlreadyExistsException if something else stands at its place
     * @throws NoSuchFileException if the directory above it does not exist
     * @throws IOException if it cannot be made
     */
    public boolean makeDirectory(EntryPath path) throws IOException {
        byte[] name = name(path);
        try (DirectoryCache.Lease parent = directories.acquire(path.parent())) {
            boolean made = made(parent.directory(), name);
            OpenDirectory directory;
            try {
                directory = parent.directory().openDirectory(name);
            } catch (NotDirectoryException e) {
                throw (IOException) new FileAlreadyExistsException(Errno.concealed(name)).initCause(e);
            }
            directories.put(path, directory);
            if (!made && options.modes()) {
                giveAccess(directory);
            }
            return made;
        }
    }

    private boolean made(OpenDirectory parent, byte[] name) throws IOException {
        try {
            parent.makeDirectory(name, options.modes() ? AttributeWriter.UNFINISHED : 0777);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static void giveAccess(OpenDirectory directory) throws IOException {
        FileStat stat = directory.stat();
        if (stat.isUnix() && (stat.permissions() & 0700) != 0700) {
            directory.setMode(stat.permissions() | 0700);
        }
    }

    /**
     * Gives a directory its attributes, after everything in it was written. One without a mode gets the usual one, if it was
     * made by a writer.
     *
     * @param path the path, or the root
     * @param values the attributes
     * @throws UnsafePathException if a symbolic link stands at its place or above it
     * @throws NoSuchFileException if it does not exist
     * @throws IOException if it fails otherwise
     */
    public void finishDirectory(EntryPath path, EntryAttributes values) throws IOException {
        try (DirectoryCache.Lease lease = directories.acquire(path)) {
            attributes.write(lease.directory(), EntryKind.DIRECTORY, values);
        }
        if (!path.isRoot()) {
            directories.drop(path);
        }
    }

    /**
     * Gives a file that is there its attributes, without touching its content.
     *
     * @param path the path, not the root
     * @param values the attributes
     * @throws UnsafePathException if it is no regular file, has other names as well, or a symbolic link stands above it
     * @throws NoSuchFileException if it does not exist
     * @throws IOException if it fails otherwise
     */
    public void finishFile(EntryPath path, EntryAttributes values) throws IOException {
        byte[] name = name(path);
        try (DirectoryCache.Lease parent = directories.acquire(path.parent());
                OpenNode node = parent.directory().openNode(name)) {
            requireOwn(node.stat(), EntryKind.FILE, name);
            attributes.write(node, EntryKind.FILE, values);
        }
    }

    /**
     * Returns the permission bits that new files of this process do not get.
     *
     * @return the mask of the process, see umask(2)
     */
    public static int creationMask() {
        return CreationMask.read();
    }

    /**
     * Begins a file.
     *
     * @param path the path, not the root
     * @return the file, closed by the caller
     * @throws UnsafePathException if a symbolic link stands above it
     * @throws NoSuchFileException if the directory above it does not exist
     * @throws IOException if it cannot be made
     */
    public ContainedFile createFile(EntryPath path) throws IOException {
        byte[] name = name(path);
        DirectoryCache.Lease parent = directories.acquire(path.parent());
        try {
            TemporaryName temporary = temporaryName();
            OpenFile file = parent.directory().createFile(temporary.bytes());
            return new ContainedFile(this, parent, temporary, name, file);
        } catch (IOException | RuntimeException e) {
            parent.close();
            throw e;
        }
    }

    /**
     * Makes a symbolic link. Its target is kept as it is, wherever it leads; nothing is written through it.
     *
     * @param path the path, not the root
     * @param existing what happens to what is there already; a directory is never replaced
     * @param values the attributes, with the target
     * @return true if it was made, false if something was kept
     * @throws UnsafePathException if a symbolic link stands above it
     * @throws FileAlreadyExistsException if something is there that is not to be replaced
     * @throws IOException if it fails otherwise
     * @throws IllegalArgumentException if the attributes name no target
     */
    public boolean makeSymlink(EntryPath path, Existing existing, EntryAttributes values) throws IOException {
        byte[] target = values.linkTarget().orElseThrow(() -> new IllegalArgumentException("a link has a target"));
        return make(path, existing, EntryKind.SYMLINK, values, (directory, name) -> {
            directory.makeSymlink(name, target);
            return true;
        });
    }

    /**
     * Makes a FIFO or a device.
     *
     * @param path the path, not the root
     * @param kind which of them
     * @param existing what happens to what is there already; a directory is never replaced
     * @param values the attributes, with the number of a device
     * @return true if it was made, false if something was kept or the privilege is missing
     * @throws UnsafePathException if a symbolic link stands above it
     * @throws FileAlreadyExistsException if something is there that is not to be replaced
     * @throws IOException if it fails otherwise
     * @throws IllegalArgumentException if it is of another kind
     */
    public boolean makeSpecial(EntryPath path, EntryKind kind, Existing existing, EntryAttributes values)
            throws IOException {
        return make(path, existing, kind, values, (directory, name) -> {
            boolean made = directory.makeSpecial(name, kind, values.device().orElse(0));
            if (!made) {
                alerts.accept(DEVICES);
            }
            return made;
        });
    }

    private boolean make(EntryPath path, Existing existing, EntryKind kind, EntryAttributes values, Maker maker)
            throws IOException {
        byte[] name = name(path);
        TemporaryName temporary = temporaryName();
        try (DirectoryCache.Lease parent = directories.acquire(path.parent())) {
            OpenDirectory directory = parent.directory();
            try {
                if (!maker.make(directory, temporary.bytes())) {
                    return false;
                }
                try (OpenNode node = directory.openNode(temporary.bytes())) {
                    requireOwn(node.stat(), kind, name);
                    attributes.write(node, kind, values);
                }
                return temporary.place(directory, name, existing);
            } finally {
                temporary.remove(directory);
            }
        }
    }

    /** A temporary name that somebody gave to another inode must not hand our attributes to that inode. */
    private static void requireOwn(FileStat stat, EntryKind kind, byte[] name) throws UnsafePathException {
        if (!stat.is(kind) || stat.links() > 1) {
            throw new UnsafePathException("{} was replaced while it was written", null, conceal(name));
        }
    }

    /**
     * Makes a further name for an entry below the root.
     *
     * @param of the entry, which was written before
     * @param kind what the entry is; no directory
     * @param path the further name, not the root
     * @param existing what happens to what is there already; a directory is never replaced
     * @return true if it was made, false if something was kept
     * @throws UnsafePathException if the entry is of another kind now, or a symbolic link stands above either
     * @throws NoSuchFileException if the entry does not exist
     * @throws FileAlreadyExistsException if something is there that is not to be replaced
     * @throws IOException if it fails otherwise
     */
    public boolean makeHardLink(EntryPath of, EntryKind kind, EntryPath path, Existing existing) throws IOException {
        byte[] name = name(path);
        byte[] source = name(of);
        TemporaryName temporary = temporaryName();
        try (DirectoryCache.Lease from = directories.acquire(of.parent());
                DirectoryCache.Lease parent = directories.acquire(path.parent())) {
            requireKind(from.directory().stat(source), kind, source);
            OpenDirectory directory = parent.directory();
            try {
                directory.link(from.directory(), source, temporary.bytes());
                requireKind(directory.stat(temporary.bytes()), kind, source);
                return temporary.place(directory, name, existing);
            } finally {
                // Renaming one name of an inode to another of its names does nothing, so this may still be there.
                temporary.remove(directory);
            }
        }
    }

    private static void requireKind(FileStat stat, EntryKind kind, byte[] name) throws UnsafePathException {
        if (!stat.is(kind) || kind == EntryKind.DIRECTORY) {
            throw new UnsafePathException("{} is not what was written there", null, conceal(name));
        }
    }

    /**
     * Looks at what is under a path now.
     *
     * @param path the path, or the root
     * @return the entry, without the names of its owners, or empty if there is none or only a socket
     * @throws UnsafePathException if a symbolic link stands above it
     * @throws IOException if it cannot be read
     */
    public Optional<SourceEntry> stat(EntryPath path) throws IOException {
        EntryReader reader = new EntryReader(id -> null, id -> null, alerts);
        try (DirectoryCache.Lease parent = directories.acquire(path.parent())) {
            OpenDirectory directory = parent.directory();
            if (path.isRoot()) {
                return Optional.of(reader.directory(path, directory, directory.stat()));
            }
            FileStat stat = directory.stat(path.name());
            EntryKind kind = stat.kind();
            return kind == null
                    ? Optional.empty()
                    : Optional.of(reader.entry(path, directory, path.name(), stat, kind));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Removes an entry.
     *
     * @param path the path, not the root
     * @param directory whether it is a directory, which must be empty
     * @throws UnsafePathException if a symbolic link stands above it
     * @throws NoSuchFileException if there is none
     * @throws java.nio.file.DirectoryNotEmptyException if the directory holds something
     * @throws IOException if it cannot be removed
     */
    public void remove(EntryPath path, boolean directory) throws IOException {
        byte[] name = name(path);
        if (directory) {
            directories.drop(path);
        }
        try (DirectoryCache.Lease parent = directories.acquire(path.parent())) {
            parent.directory().remove(name, directory);
        }
    }

    AttributeWriter attributes() {
        return attributes;
    }

    private TemporaryName temporaryName() {
        return TemporaryName.of(unique + Long.toHexString(counter.incrementAndGet()));
    }

    private static byte[] name(EntryPath path) {
        if (path.isRoot()) {
            throw new IllegalArgumentException("the root is not an entry to be made or removed");
        }
        return path.name();
    }

    private static Concealed conceal(byte[] name) {
        return Concealed.of(PathText.of(EntryPath.ofBytes(name)));
    }

    /** Closes the directories that are held open. */
    @Override
    public void close() throws IOException {
        directories.close();
    }
}
