package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.tree.NodeSource;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the leaves of a tree and goes on behind what cannot be read. It accepts the trees that {@link
 * io.vaultik.core.internal.tree.TreeReader} accepts: levels go down by one, a child begins where its parent says, and paths ascend. A
 * tree that breaks these rules ends the walk: nothing bounds it any more. Used once, by one thread.
 */
final class NodeWalk {
    private final NodeSource source;
    private final Predicate<VaultikException> isDamage;
    private final Visitor visitor;
    private @Nullable EntryPath last;

    NodeWalk(NodeSource source, Predicate<VaultikException> isDamage, Visitor visitor) {
        this.source = source;
        this.isDamage = isDamage;
        this.visitor = visitor;
    }

    /** Takes what the walk meets. */
    interface Visitor {
        /** Returns what is known of a leaf that need not be read, or null to read it. */
        @Nullable
        KnownLeaf skip(ChunkLocation leaf);

        /** Takes a leaf. */
        void leaf(ChunkLocation at, List<TreeEntry> entries) throws VaultikException;

        /**
         * Takes a node that cannot be read.
         *
         * @param at where it lies
         * @param first the first path below it
         * @param entries how many entries its parent says that there are below it
         * @param why what is wrong
         */
        void unreadable(ChunkLocation at, EntryPath first, long entries, VaultikException why);
    }

    /**
     * Walks over a whole tree.
     *
     * @param root its root
     * @param entries how many entries it has
     * @throws VaultikException if something fails that is no damage, or a visitor fails
     */
    void walk(ChunkLocation root, long entries) throws VaultikException {
        NodeReader node;
        try {
            node = NodeReader.decode(source.read(root), root.blob());
            if (node.level() > 0 && node.children().isEmpty()) {
                throw new MalformedException("an inner node has no children", null);
            }
        } catch (VaultikException e) {
            report(root, EntryPath.ROOT, entries, e);
            return;
        }
        visit(root, node);
    }

    /** Returns whether the walk can go on. */
    private boolean visit(ChunkLocation at, NodeReader node) throws VaultikException {
        if (node.level() == 0) {
            List<TreeEntry> entries = node.entries();
            if (!entries.isEmpty()) {
                last = entries.get(entries.size() - 1).entry().path();
            }
            visitor.leaf(at, entries);
            return true;
        }
        for (TreeChild child : node.children()) {
            Interrupts.check();
            if (!visit(child, node.level() - 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean visit(TreeChild child, int level) throws VaultikException {
        EntryPath before = last;
        if (before != null && before.compareTo(child.first()) >= 0) {
            return broken(child, "the paths of a tree are not in order");
        }
        KnownLeaf known = level == 0 ? visitor.skip(child.location()) : null;
        if (known != null) {
            last = known.last();
            return known.first().equals(child.first()) || broken(child, "a leaf does not begin where its parent says");
        }
        NodeReader node;
        try {
            node = NodeReader.decode(
                    source.read(child.location()), child.location().blob());
        } catch (VaultikException e) {
            report(child.location(), child.first(), child.entries(), e);
            last = child.first();
            return true;
        }
        boolean empty = node.entries().isEmpty() && node.children().isEmpty();
        if (node.level() != level || empty || !node.first().equals(child.first())) {
            return broken(child, "a node is not the child that its parent says");
        }
        return visit(child.location(), node);
    }

    private boolean broken(TreeChild child, String problem) throws VaultikException {
        report(child.location(), child.first(), child.entries(), new MalformedException(problem, null));
        return false;
    }

    private void report(ChunkLocation at, EntryPath first, long entries, VaultikException why) throws VaultikException {
        if (!isDamage.test(why)) {
            throw why;
        }
        visitor.unreadable(at, first, entries, why);
    }
}
