package io.vaultik.core.internal.tree;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import io.vaultik.storage.ObjectNotFoundException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree. Thread-safe if its source is; cursors are not.
 *
 * <p>A tree that does not have its shape (levels that do not go down by one, paths out of order, a node that is its own
 * descendant) gives {@link MalformedException}: the levels bound the depth, and the order of paths bounds the rest.
 */
public final class TreeReader {
    private final NodeSource source;
    private final ChunkLocation root;
    private final Regrowth regrowth;

    /**
     * Makes a reader; nothing is read yet.
     *
     * @param source reads nodes
     * @param root where the root node lies
     */
    public TreeReader(NodeSource source, ChunkLocation root) {
        this(source, root, Regrowth.NONE);
    }

    /**
     * Makes a reader of a tree that may be replaced while it is read: it goes on in the newer one, whose nodes have the same boundaries,
     * since these depend on paths alone.
     *
     * @param source reads nodes of all such trees
     * @param root where the root node lies
     * @param regrowth says where the newer tree is
     */
    public TreeReader(NodeSource source, ChunkLocation root, Regrowth regrowth) {
        this.source = source;
        this.root = root;
        this.regrowth = regrowth;
    }

    /**
     * Finds one entry.
     *
     * @param path its path
     * @return the entry, or null if there is none
     * @throws VaultikException if a node cannot be read
     */
    public @Nullable TreeEntry find(EntryPath path) throws VaultikException {
        Cursor cursor = from(path);
        TreeEntry entry = cursor.next();
        return entry != null && entry.entry().path().equals(path) ? entry : null;
    }

    /**
     * Lists entries.
     *
     * @param path the cursor begins at this path, or the next one that there is
     * @return a cursor
     * @throws VaultikException if a node cannot be read
     */
    public Cursor from(EntryPath path) throws VaultikException {
        return from(path, Gaps.NONE);
    }

    /**
     * Lists entries, also those behind nodes that cannot be read.
     *
     * @param path the cursor begins at this path, or the next one that there is
     * @param gaps told of each node below the root that cannot be read
     * @return a cursor
     * @throws VaultikException if the root cannot be read, or {@code gaps} says so
     */
    public Cursor from(EntryPath path, Gaps gaps) throws VaultikException {
        Cursor cursor = new Cursor(gaps);
        cursor.seek(path);
        return cursor;
    }

    private NodeReader root() throws VaultikException {
        try {
            return node(root);
        } catch (ObjectNotFoundException e) {
            ChunkLocation newer = regrowth.newRoot(e);
            if (newer == null) {
                throw e;
            }
            return node(newer);
        }
    }

    private NodeReader child(TreeChild child, int level) throws VaultikException {
        try {
            return node(child.location());
        } catch (ObjectNotFoundException e) {
            ChunkLocation newer = regrowth.newRoot(e);
            if (newer == null) {
                throw e;
            }
            NodeReader node = node(newer);
            while (node.level() > level && !node.children().isEmpty()) {
                int at = lastChildAtOrBefore(node.children(), child.first());
                node = node(node.children().get(at).location());
            }
            return node;
        }
    }

    private NodeReader node(ChunkLocation location) throws VaultikException {
        return NodeReader.decode(source.read(location), location.blob());
    }

    /** Walks over entries in the order of paths. */
    public final class Cursor {
        /** From the root down to the leaf: each node, and the index of the next line in it. */
        private final List<Step> steps = new ArrayList<>();

        private final Gaps gaps;
        private @Nullable EntryPath last;

        private Cursor(Gaps gaps) {
            this.gaps = gaps;
        }

        /**
         * Returns the next entry.
         *
         * @return the entry, or null at the end
         * @throws VaultikException if a node cannot be read
         */
        public @Nullable TreeEntry next() throws VaultikException {
            while (!steps.isEmpty()) {
                Step step = steps.get(steps.size() - 1);
                if (step.at == step.size()) {
                    steps.remove(steps.size() - 1);
                } else if (step.node.level() > 0) {
                    descend(step.node.children().get(step.at++), step.node.level());
                } else {
                    return checked(step.node.entries().get(step.at++));
                }
            }
            return null;
        }

        /**
         * Goes to the first entry at or after a path; nodes that hold none are not read.
         *
         * @param path where to go
         * @throws VaultikException if a node cannot be read
         */
        public void seek(EntryPath path) throws VaultikException {
            last = null;
            while (steps.size() > 1 && !covers(steps.size() - 2, path)) {
                steps.remove(steps.size() - 1);
            }
            if (steps.isEmpty()) {
                steps.add(new Step(root()));
            }
            Step step = steps.get(steps.size() - 1);
            while (step.node.level() > 0) {
                int at = lastChildAtOrBefore(step.node.children(), path);
                step.at = at + 1;
                if (step.node.children().isEmpty()) {
                    throw new MalformedException("an inner node has no children", null);
                }
                if (!descend(step.node.children().get(at), step.node.level())) {
                    return;
                }
                step = steps.get(steps.size() - 1);
            }
            step.at = firstEntryAtOrAfter(step.node.entries(), path);
        }

        /**
         * Goes to the first entry that is not below a directory, which is the entry that was just returned.
         *
         * @param directory its path
         * @throws VaultikException if a node cannot be read
         */
        public void skipBelow(EntryPath directory) throws VaultikException {
            byte[] path = directory.bytes();
            if (path.length == 0) {
                // Everything lies below the root.
                steps.clear();
                return;
            }
            if (path.length == EntryPath.MAX_BYTES) {
                // Nothing can lie below, and the entry itself was returned.
                return;
            }
            byte[] after = java.util.Arrays.copyOf(path, path.length + 1);
            // The least byte that a name may hold: it sorts right after the slash.
            after[path.length] = 1;
            seek(EntryPath.ofBytes(after));
        }

        /**
         * Tells whether the child of a step in which the cursor stands is the one that may hold a path. What comes after the last child
         * of a node is for the nodes above to say.
         */
        private boolean covers(int index, EntryPath path) {
            Step parent = steps.get(index);
            List<TreeChild> children = parent.node.children();
            if (parent.at == 0 || children.get(parent.at - 1).first().compareTo(path) > 0) {
                return false;
            }
            if (parent.at < children.size()) {
                return children.get(parent.at).first().compareTo(path) > 0;
            }
            return index == 0 || covers(index - 1, path);
        }

        /** Goes down to a child; false if it cannot be read, and the cursor stands behind it. */
        private boolean descend(TreeChild child, int level) throws VaultikException {
            try {
                NodeReader node = child(child, level - 1);
                boolean empty = node.entries().isEmpty() && node.children().isEmpty();
                if (node.level() != level - 1 || empty || !node.first().equals(child.first())) {
                    throw new MalformedException("a node is not the child that its parent says", null);
                }
                steps.add(new Step(node));
                return true;
            } catch (VaultikException e) {
                gaps.lost(child.first(), e);
                return false;
            }
        }

        private TreeEntry checked(TreeEntry entry) throws MalformedException {
            EntryPath path = entry.entry().path();
            if (last != null && last.compareTo(path) >= 0) {
                throw new MalformedException("the paths of a tree are not in order", null);
            }
            last = path;
            return entry;
        }
    }

    private static int lastChildAtOrBefore(List<TreeChild> children, EntryPath path) {
        int low = 0;
        int high = children.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (children.get(middle).first().compareTo(path) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static int firstEntryAtOrAfter(List<TreeEntry> entries, EntryPath path) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).entry().path().compareTo(path) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static final class Step {
        private final NodeReader node;
        private int at;

        private Step(NodeReader node) throws MalformedException {
            if (node.level() > Limits.MAX_LEVEL) {
                throw new MalformedException("a tree has too many levels", null);
            }
            this.node = node;
        }

        private int size() {
            return node.level() == 0 ? node.entries().size() : node.children().size();
        }
    }
}
