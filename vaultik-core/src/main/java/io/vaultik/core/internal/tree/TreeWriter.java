package io.vaultik.core.internal.tree;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Node;
import io.vaultik.core.internal.format.NodeWriter;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a tree from entries that come in the order of paths. Used once, by one thread; memory is O(height).
 *
 * <p>A node ends where {@link Boundaries} says, or when it has {@link Limits#MAX_NODE_ENTRIES} lines, or, for a leaf, half of
 * {@link Limits#MAX_NODE_BYTES} bytes, or, for an inner node, a sixth of that half in paths. So a changed entry changes one leaf and
 * its ancestors, and nothing else.
 */
public final class TreeWriter {
    private static final int FULL_BYTES = Limits.MAX_NODE_BYTES / 2;

    /** How many bytes one byte of a path takes in a node at most: a control character is written as six. */
    private static final int MAX_ESCAPED_BYTES = 6;

    private final NodeSink sink;
    private final Boundaries boundaries = new Boundaries();
    private final NodeWriter leaf = new NodeWriter(0);
    private final List<Level> levels = new ArrayList<>();
    private @Nullable EntryPath first;
    private @Nullable EntryPath last;
    private long leaves;

    /**
     * Makes a writer.
     *
     * @param sink stores the nodes
     */
    public TreeWriter(NodeSink sink) {
        this.sink = sink;
    }

    /**
     * Adds an entry.
     *
     * @param entry its path comes after that of the entry before
     * @return whether it is the last one of its leaf, so far as is known: the end of the tree ends a leaf too
     * @throws VaultikException if a node cannot be stored
     * @throws IllegalArgumentException if the path is out of order
     */
    public boolean add(TreeEntry entry) throws VaultikException {
        EntryPath path = entry.entry().path();
        requireOrder(path);
        if (first == null) {
            first = path;
        }
        last = path;
        leaf.add(entry);
        boolean ends = leaf.count() == Limits.MAX_NODE_ENTRIES
                || leaf.bytes() >= FULL_BYTES
                || boundaries.endsAfter(0, path.bytes());
        if (ends) {
            endLeaf();
        }
        return ends;
    }

    /**
     * Adds a leaf that is stored already.
     *
     * @param firstPath the path of its first entry; it comes after that of the entry before
     * @param lastPath the path of its last entry
     * @param entries how many it has
     * @param reference what {@link NodeSink#store} returns for it
     * @throws VaultikException if a node cannot be stored
     * @throws IllegalArgumentException if the path is out of order
     * @throws IllegalStateException in the middle of a leaf
     */
    public void addLeaf(EntryPath firstPath, EntryPath lastPath, long entries, long reference) throws VaultikException {
        requireOrder(firstPath);
        if (!isBetweenLeaves()) {
            throw new IllegalStateException("a leaf is being filled");
        }
        last = lastPath;
        leaves++;
        addChild(0, new Child(firstPath, reference, entries));
    }

    /** {@return whether the next entry begins a leaf} */
    public boolean isBetweenLeaves() {
        return leaf.count() == 0;
    }

    /**
     * {@return whether a leaf ends after an entry, whatever else it holds}
     *
     * @param bytes holds the path of the entry
     * @param from where the path begins
     * @param length how many bytes it has
     */
    public boolean endsLeaf(byte[] bytes, int from, int length) {
        return boundaries.endsAfter(0, bytes, from, length);
    }

    /**
     * Ends the tree.
     *
     * @return where its root lies; the blob is empty if it is the one that is being filled
     * @throws VaultikException if a node cannot be stored
     * @throws IllegalStateException if there was no entry
     */
    public ChunkLocation finish() throws VaultikException {
        if (leaf.count() > 0) {
            endLeaf();
        }
        if (leaves == 0) {
            throw new IllegalStateException("a tree has at least its root");
        }
        for (int i = 0; i < levels.size(); i++) {
            Level level = levels.get(i);
            if (level.emitted == 0 && level.children.size() == 1) {
                return sink.locate(level.children.get(0).reference);
            }
            if (!level.children.isEmpty()) {
                end(i);
            }
        }
        throw new IllegalStateException("the topmost level has one child");
    }

    private void requireOrder(EntryPath path) {
        if (last != null && last.compareTo(path) >= 0) {
            throw new IllegalArgumentException("entries come in the order of paths");
        }
    }

    private void endLeaf() throws VaultikException {
        long entries = leaf.count();
        Node node = leaf.finish();
        EntryPath path = first;
        if (path == null) {
            throw new IllegalStateException("a leaf has entries");
        }
        first = null;
        leaves++;
        Child child = new Child(path, sink.store(node), entries);
        sink.mayRoll();
        addChild(0, child);
    }

    /** Adds a child to the node of level {@code index + 1} that is being filled. */
    private void addChild(int index, Child child) throws VaultikException {
        if (levels.size() == index) {
            levels.add(new Level());
        }
        Level level = levels.get(index);
        level.children.add(child);
        level.pathBytes += (long) child.first.bytes().length * MAX_ESCAPED_BYTES;
        boolean isFull = level.children.size() == Limits.MAX_NODE_ENTRIES || level.pathBytes >= FULL_BYTES;
        if (isFull || boundaries.endsAfter(index + 1, child.first.bytes())) {
            end(index);
        }
    }

    private void end(int index) throws VaultikException {
        Level level = levels.get(index);
        NodeWriter writer = new NodeWriter(index + 1);
        long entries = 0;
        for (Child child : level.children) {
            writer.add(new TreeChild(child.first, sink.locate(child.reference), child.entries));
            entries += child.entries;
        }
        EntryPath path = level.children.get(0).first;
        level.children.clear();
        level.pathBytes = 0;
        level.emitted++;
        Child parent = new Child(path, sink.store(writer.finish()), entries);
        sink.mayRoll();
        addChild(index + 1, parent);
    }

    /** The node of one level that is being filled. */
    private static final class Level {
        private final List<Child> children = new ArrayList<>();
        private long pathBytes;
        private long emitted;
    }

    private record Child(EntryPath first, long reference, long entries) {}
}
