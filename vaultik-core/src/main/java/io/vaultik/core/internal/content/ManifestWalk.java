package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3Mode;
import io.vaultik.core.internal.fs.PathBytes;
import io.vaultik.core.internal.fs.PathText;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestEntry.Kind;
import io.vaultik.store.WalkOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the manifest of a directory, in lanes that share one {@link WalkQueue}: the names of a directory are a task, and so are
 * some of its entries. An entry goes to the manifest when its checksum is known; a directory's is made when its last entry is
 * done.
 *
 * <p>Memory: the manifest, the checksums of the entries of directories that are not done, and what each lane has.
 */
final class ManifestWalk implements WalkLane.Results {
    private static final int ENTRIES_PER_TASK = 64;

    private final WalkOptions options;
    private final Excludes excludes;
    private final boolean follow;
    private final ItemErrors errors;
    private final @Nullable DigestCache cache;
    private final int lanes;
    private final Blake3Mode mode;
    private final WalkQueue queue = new WalkQueue();
    private final ReentrantLock building = new ReentrantLock();
    private final ManifestBuilder builder = new ManifestBuilder();
    private int rootNameBytes;

    ManifestWalk(WalkOptions options, Excludes excludes, ItemErrors errors, int lanes, @Nullable DigestCache cache) {
        this.options = options;
        this.excludes = excludes;
        this.follow = options.followLinks() && !excludes.leavesLinksOut();
        this.errors = errors;
        this.lanes = lanes;
        this.cache = cache;
        this.mode = Checksums.mode(options);
    }

    /** Walks. The root is a directory, or a link to one. */
    DirectoryManifest run(Path root, Executor executor) throws IOException {
        NodeStat stat = NodeStat.of(root, true);
        if (!stat.isDirectory()) {
            throw new NotDirectoryException(root.toString());
        }
        byte[] name = options.absolute() ? rootName(root) : new byte[] {'.', '/'};
        rootNameBytes = name.length;
        if (!ManifestBuilder.isRepresentable(name) || !PathBytes.isText(name)) {
            throw new MalformedException("the path of the directory cannot stand in a manifest", null);
        }
        WalkedDirectory directory = new WalkedDirectory(null, root, name, stat, stat.permissions());
        queue.push(lane -> list(directory, lane));
        try (Crew crew = new Crew(executor, lanes, 0)) {
            crew.run(number -> work());
        }
        return builder.build();
    }

    private static byte[] rootName(Path root) {
        byte[] bytes = PathBytes.of(root);
        if (bytes[bytes.length - 1] == '/') {
            return bytes;
        }
        byte[] name = Arrays.copyOf(bytes, bytes.length + 1);
        name[bytes.length] = '/';
        return name;
    }

    private void work() throws IOException, InterruptedException {
        WalkLane lane = new WalkLane(options.checksum(), mode, queue, lanes, this);
        WalkQueue.Task task = queue.poll();
        while (true) {
            if (task == null) {
                lane.flush();
                task = queue.await();
            }
            if (task == null) {
                return;
            }
            Interrupts.check();
            task.run(lane);
            queue.finished();
            task = queue.poll();
        }
    }

    private void list(WalkedDirectory directory, WalkLane lane) throws IOException {
        List<Path> some = new ArrayList<>(ENTRIES_PER_TASK);
        boolean opened = false;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path)) {
            opened = true;
            for (Path entry : entries) {
                some.add(entry);
                if (some.size() == ENTRIES_PER_TASK) {
                    directory.expect(some.size());
                    List<Path> full = some;
                    if (!queue.offer(other -> visit(directory, full, other))) {
                        visit(directory, full, lane);
                    }
                    some = new ArrayList<>(ENTRIES_PER_TASK);
                }
            }
        } catch (DirectoryIteratorException e) {
            Interrupts.check();
            report(directory.name, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            if (directory.parent == null || e instanceof VaultikException) {
                throw ManifestOfDirectory.failure(e);
            }
            Interrupts.check();
            report(directory.name, e);
            if (!opened) {
                leaveOut(directory.parent);
                return;
            }
        }
        directory.expect(some.size());
        visit(directory, some, lane);
        leaveOut(directory);
    }

    private void visit(WalkedDirectory directory, List<Path> entries, WalkLane lane) throws IOException {
        for (Path entry : entries) {
            Interrupts.check();
            byte[] name = PathBytes.name(entry);
            try {
                if (!visit(directory, entry, name, lane)) {
                    leaveOut(directory);
                }
            } catch (VaultikException e) {
                throw e;
            } catch (IOException e) {
                Interrupts.check();
                report(directory.child(name, false), e);
                leaveOut(directory);
            }
        }
    }

    /** Begins with an entry; returns whether it will be finished by others. */
    private boolean visit(WalkedDirectory directory, Path entry, byte[] name, WalkLane lane) throws IOException {
        if (!excludes.isEmpty() && excludes.matches(text(entry))) {
            return false;
        }
        NodeStat own = NodeStat.of(entry, false);
        NodeStat stat = own.isLink() ? target(entry) : own;
        if (stat == null || !stat.isFile() && !stat.isDirectory()) {
            return false;
        }
        byte[] path = directory.child(name, stat.isDirectory());
        if (!ManifestBuilder.isRepresentable(path) || !PathBytes.isAscii(path) && !PathBytes.isText(name)) {
            report(path, new FileSystemException("", null, "the name cannot stand in a manifest"));
            return false;
        }
        if (stat.isFile()) {
            file(
                    entry,
                    new WalkedFile(
                            directory, path, own.permissions(), own.isLink() ? own.size() : -1, stat, key(entry, stat)),
                    lane);
            return true;
        }
        if (own.isLink() && directory.isWithin(stat)) {
            return false;
        }
        WalkedDirectory child = new WalkedDirectory(directory, entry, path, stat, own.permissions());
        queue.push(other -> list(child, other));
        return true;
    }

    private byte @Nullable [] key(Path entry, NodeStat stat) {
        return cache == null ? null : cache.key(PathBytes.of(entry), stat);
    }

    private void file(Path entry, WalkedFile file, WalkLane lane) throws IOException {
        byte[] known = cache == null || file.cacheKey() == null ? null : cache.find(file.cacheKey());
        if (known != null) {
            hashed(file, known, 0, file.stat().size());
        } else {
            lane.hash(entry, file);
        }
    }

    /** Returns what a link leads to, or null if it is to be left out. */
    private @Nullable NodeStat target(Path link) throws IOException {
        if (!follow) {
            return null;
        }
        try {
            return NodeStat.of(link, true);
        } catch (NoSuchFileException | FileSystemLoopException e) {
            return null;
        } catch (FileSystemException e) {
            if (leadsNowhere(e)) {
                return null;
            }
            throw e;
        }
    }

    /** The JDK has no types for ELOOP and ENOTDIR; a link whose target cannot be reached for good ends in one of them. */
    private static boolean leadsNowhere(FileSystemException e) {
        String reason = String.valueOf(e.getReason());
        return reason.startsWith("Too many levels")
                || reason.startsWith("Not a directory")
                || reason.startsWith("File name too long");
    }

    @Override
    public void hashed(WalkedFile file, byte[] digests, int offset, long bytes) throws IOException {
        long size = file.linkBytes() < 0 ? bytes : file.linkBytes();
        int length = options.checksum().digestBytes();
        if (cache != null && file.cacheKey() != null && bytes == file.stat().size()) {
            cache.put(file.cacheKey(), digests, offset);
        }
        emit(Kind.FILE, file.permissions(), Checksums.hex(digests, offset, length), size, file.name());
        if (file.directory().add(digests, offset, length, size)) {
            finish(file.directory());
        }
    }

    private void leaveOut(WalkedDirectory directory) throws IOException {
        if (directory.finish()) {
            finish(directory);
        }
    }

    /** Makes the entries of a directory that is done, and of those above that are done with it. */
    private void finish(WalkedDirectory done) throws IOException {
        Checksums checksums = new Checksums(options.checksum(), mode);
        byte[] digest = new byte[checksums.bytes()];
        for (WalkedDirectory at = done; at != null; ) {
            for (byte[] one : at.distinctChecksums(digest.length)) {
                byte[] hex = Checksums.hex(one, 0, one.length);
                checksums.update(hex, 0, hex.length);
            }
            checksums.finish(digest);
            long size = at.size();
            emit(Kind.DIRECTORY, at.permissions, Checksums.hex(digest, 0, digest.length), size, at.name);
            WalkedDirectory parent = at.parent;
            at = parent != null && parent.add(digest, 0, digest.length, size) ? parent : null;
        }
    }

    private void emit(Kind kind, int permissions, byte[] checksum, long size, byte[] path) throws MalformedException {
        byte[] octal = Integer.toOctalString(permissions).getBytes(StandardCharsets.US_ASCII);
        building.lock();
        try {
            builder.add(kind, octal, checksum, size, path);
        } finally {
            building.unlock();
        }
    }

    private void report(byte[] path, IOException cause) throws VaultikException {
        Item item = Item.path(shown(path));
        if (cause instanceof NoSuchFileException) {
            errors.skipped(item, "vanished");
        } else {
            errors.failed(item, cause);
        }
    }

    private String shown(byte[] path) {
        int end = path[path.length - 1] == '/' ? path.length - 1 : path.length;
        byte[] relative = Arrays.copyOfRange(path, Math.min(rootNameBytes, end), end);
        try {
            return PathText.of(EntryPath.ofBytes(relative));
        } catch (IllegalArgumentException e) {
            return new String(relative, StandardCharsets.UTF_8);
        }
    }

    private static String text(Path path) {
        return new String(PathBytes.of(path), StandardCharsets.UTF_8);
    }
}
