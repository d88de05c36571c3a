package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The directories above the entry that the feed stands at. Each is begun before its content; when the feed has left it and everything
 * below it is done, whoever was last gives it its attributes. The feed calls all methods but {@link #release}, which any lane may call.
 */
final class OpenFolders {
    private final SnapshotReader snapshot;
    private final Destination destination;
    private final RestoreItems items;
    private final Deque<Folder> stack = new ArrayDeque<>();
    private boolean hasGaps;

    OpenFolders(SnapshotReader snapshot, Destination destination, RestoreItems items) {
        this.snapshot = snapshot;
        this.destination = destination;
        this.items = items;
    }

    /** Notes that a part of the tree is lost, and with it perhaps directories of entries that will come. */
    void expectGaps() {
        hasGaps = true;
    }

    /** Begins the root; a tree without an entry for it has one without attributes. */
    void beginRoot(@Nullable TreeEntry line) throws VaultikException {
        TreeEntry root = line != null ? line : bare(EntryPath.ROOT);
        if (root.entry().kind() != EntryKind.DIRECTORY) {
            throw new UnsafePathException("the root of the snapshot is no directory", null);
        }
        begin(root, null);
        if (stack.isEmpty()) {
            throw new VaultikException("the root of the target cannot be begun", null);
        }
    }

    /**
     * Returns the directory that an entry belongs into, leaving those that it does not lie in.
     *
     * @return the directory, held for the entry; null if there is none, which is an item error
     */
    @Nullable
    Folder enter(EntryPath path) throws VaultikException {
        while (stack.size() > 1 && !stack.getLast().line().entry().path().contains(path)) {
            release(stack.removeLast());
        }
        if (hasGaps) {
            beginAbove(path);
        }
        Folder top = stack.getLast();
        if (top.line().entry().path().equals(path.parent())) {
            return top.hold();
        }
        items.failed(
                path,
                new UnsafePathException(
                        "{} does not lie in a directory that was restored", null, Concealed.of(path.toString())));
        return null;
    }

    /** Begins the directories above an entry that nobody has named, without attributes. */
    private void beginAbove(EntryPath path) throws VaultikException {
        EntryPath parent = path.parent();
        if (stack.getLast().line().entry().path().equals(parent) || parent.isRoot()) {
            return;
        }
        beginAbove(parent);
        Folder above = stack.getLast();
        if (above.line().entry().path().equals(parent.parent())) {
            begin(bare(parent), above.hold());
        }
    }

    private static TreeEntry bare(EntryPath path) {
        return TreeEntry.of(new Entry(path, EntryKind.DIRECTORY, 0, EntryAttributes.none(), null, null));
    }

    /** Begins a directory; if that fails, it is an item error, and so is everything below it. */
    void begin(TreeEntry line, @Nullable Folder parent) throws VaultikException {
        try {
            Entry entry = snapshot.entry(line);
            stack.addLast(new Folder(line, parent, destination.begin(entry)));
        } catch (IOException e) {
            items.failed(line.entry().path(), explained(e));
            if (parent != null) {
                release(parent);
            }
        }
    }

    /** Leaves all directories: no entry will come. */
    void leaveAll() throws VaultikException {
        while (!stack.isEmpty()) {
            release(stack.removeLast());
        }
    }

    /** Gives back one hold; the last one finishes the directory, and perhaps those above it. */
    void release(Folder folder) throws VaultikException {
        Folder at = folder;
        while (at != null && at.release()) {
            finish(at);
            at = at.parent();
        }
    }

    private void finish(Folder folder) throws VaultikException {
        TreeEntry line = folder.line();
        try {
            destination.finish(snapshot.entry(line), folder.begun());
            boolean isRoot = line.entry().path().isRoot();
            items.done(line.entry(), isRoot ? Destination.Outcome.WRITTEN : folder.begun());
        } catch (IOException e) {
            items.failed(line.entry().path(), explained(e));
        }
    }

    private IOException explained(IOException e) {
        return e instanceof VaultikException v ? snapshot.explain(v) : e;
    }
}
