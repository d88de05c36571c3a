package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.tree.Gaps;
import io.vaultik.core.internal.tree.TreeReader;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The wanted entries of a tree in the order of paths, and before each the directories above it. Parts of the tree where nothing can be
 * wanted are not read. One thread; memory is O(depth).
 */
final class SelectedEntries {
    private final TreeReader tree;
    private final Selection selection;
    private final Gaps gaps;
    private final Iterator<EntryPath> starts;
    private final Deque<TreeEntry> ready = new ArrayDeque<>();
    /** Directories above the cursor that go out when the first wanted entry below them is found. */
    private final Deque<TreeEntry> pending = new ArrayDeque<>();

    private TreeReader.@Nullable Cursor cursor;
    private EntryPath start = EntryPath.ROOT;
    private @Nullable EntryPath last;

    SelectedEntries(TreeReader tree, Selection selection, Gaps gaps) {
        this.tree = tree;
        this.selection = selection;
        this.gaps = gaps;
        this.starts = selection.starts().iterator();
    }

    /** Returns the next entry, or null at the end. */
    @Nullable
    TreeEntry next() throws VaultikException {
        while (ready.isEmpty()) {
            TreeReader.Cursor at = cursor;
            TreeEntry line = at == null ? null : at.next();
            if (at != null && line != null && start.contains(line.entry().path())) {
                look(line, at);
            } else if (!nextStart()) {
                return null;
            }
        }
        TreeEntry next = ready.remove();
        last = next.entry().path();
        return next;
    }

    private void look(TreeEntry line, TreeReader.Cursor at) throws VaultikException {
        EntryPath path = line.entry().path();
        boolean directory = line.entry().kind() == EntryKind.DIRECTORY;
        if (selection.excludes(path, directory)) {
            if (directory) {
                at.skipBelow(path);
            }
            return;
        }
        while (!pending.isEmpty() && !pending.getLast().entry().path().contains(path)) {
            pending.removeLast();
        }
        if (selection.selects(path, directory)) {
            ready.addAll(pending);
            pending.clear();
            ready.add(line);
        } else if (directory) {
            pending.add(line);
        }
    }

    private boolean nextStart() throws VaultikException {
        if (!starts.hasNext()) {
            return false;
        }
        start = starts.next();
        pending.clear();
        addAbove(start);
        if (cursor == null) {
            cursor = tree.from(start, gaps);
        } else {
            cursor.seek(start);
        }
        return true;
    }

    private void addAbove(EntryPath path) throws VaultikException {
        EntryPath parent = path.parent();
        // What holds the entry that went out last has gone out before that.
        if (path.isRoot() || (last != null && parent.contains(last))) {
            return;
        }
        addAbove(parent);
        TreeEntry above = find(parent);
        if (above != null && above.entry().kind() == EntryKind.DIRECTORY) {
            pending.add(above);
        }
    }

    /** A directory whose line is lost is not the loss of what lies in it. */
    private @Nullable TreeEntry find(EntryPath path) throws VaultikException {
        TreeEntry line = tree.from(path, gaps).next();
        return line != null && line.entry().path().equals(path) ? line : null;
    }
}
