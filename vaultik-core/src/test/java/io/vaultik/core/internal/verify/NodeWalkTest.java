package io.vaultik.core.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.NodeWriter;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeWalkTest {
    private static final String BLOB = "ab".repeat(32);

    private final List<byte[]> nodes = new ArrayList<>();
    private final List<String> met = new ArrayList<>();
    private int reads;

    @Test
    void meetsEveryLeafInOrder() throws VaultikException {
        ChunkLocation root = inner(1, "a", leaf("a", "b"), "c", leaf("c"), "d/e", leaf("d/e", "f"));
        walk(root);
        assertThat(met).containsExactly("leaf a b", "leaf c", "leaf d/e f");
    }

    @Test
    void goesOnBehindWhatCannotBeRead() throws VaultikException {
        ChunkLocation root = inner(1, "a", leaf("a"), "b", gone(), "c", leaf("c"));
        walk(root);
        assertThat(met).containsExactly("leaf a", "unreadable b 7", "leaf c");
    }

    @Test
    void saysWhenTheRootCannotBeRead() throws VaultikException {
        walk(gone());
        assertThat(met).containsExactly("unreadable  99");
    }

    @Test
    void refusesChildrenThatAreNotWhatTheirParentSays() throws VaultikException {
        walk(inner(1, "a", leaf("b")));
        walk(inner(2, "a", leaf("a")));
        walk(inner(1, "a", leaf("a", "x"), "b", leaf("b")));
        walk(inner(1, "a", inner(1, "a", leaf("a"))));
        assertThat(met)
                .containsExactly("unreadable a 7", "unreadable a 7", "leaf a x", "unreadable b 7", "unreadable a 7");
    }

    @Test
    void endsInATreeWhoseNodesShareTheirChildren() throws VaultikException {
        List<String> paths = new ArrayList<>();
        List<ChunkLocation> below = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            paths.add(String.format(java.util.Locale.ROOT, "%03d", i));
            below.add(leaf(paths.get(i)));
        }
        for (int level = 1; level < 30; level++) {
            List<ChunkLocation> here = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                NodeWriter writer = new NodeWriter(level);
                for (int j = i; j < paths.size(); j++) {
                    writer.add(new TreeChild(EntryPath.of(paths.get(j)), below.get(j), 7));
                }
                here.add(store(writer));
            }
            below = here;
        }
        walk(below.get(0));
        assertThat(reads).isLessThan(1_000);
        assertThat(met.get(met.size() - 1)).startsWith("unreadable");
    }

    private void walk(ChunkLocation root) throws VaultikException {
        new NodeWalk(this::read, Damages::isDamage, new Recorder()).walk(root, 99);
    }

    private byte[] read(ChunkLocation at) throws IntegrityException {
        reads++;
        if (at.segmentOffset() >= nodes.size()) {
            throw new IntegrityException("a node", "bytes", "nothing", null);
        }
        return nodes.get(at.segmentOffset());
    }

    private static ChunkLocation gone() {
        return at(1 << 20);
    }

    private static ChunkLocation at(int index) {
        return new ChunkLocation(BLOB, index, 1, 0, 1, new byte[32]);
    }

    private ChunkLocation leaf(String... paths) {
        NodeWriter writer = new NodeWriter(0);
        for (String path : paths) {
            writer.add(TreeEntry.of(
                    new Entry(EntryPath.of(path), EntryKind.DIRECTORY, 0, EntryAttributes.none(), null, null)));
        }
        return store(writer);
    }

    /** Makes a node of children that are given as path and location in turn. */
    private ChunkLocation inner(int level, Object... children) {
        NodeWriter writer = new NodeWriter(level);
        for (int i = 0; i < children.length; i += 2) {
            writer.add(new TreeChild(EntryPath.of((String) children[i]), (ChunkLocation) children[i + 1], 7));
        }
        return store(writer);
    }

    private ChunkLocation store(NodeWriter writer) {
        nodes.add(writer.finish().stored());
        return at(nodes.size() - 1);
    }

    private final class Recorder implements NodeWalk.Visitor {
        @Override
        public @Nullable KnownLeaf skip(ChunkLocation leaf) {
            return null;
        }

        @Override
        public void leaf(ChunkLocation at, List<TreeEntry> entries) {
            StringBuilder text = new StringBuilder("leaf");
            entries.forEach(entry -> text.append(' ').append(entry.entry().path()));
            met.add(text.toString());
        }

        @Override
        public void unreadable(ChunkLocation at, EntryPath first, long entries, VaultikException why) {
            met.add("unreadable " + first + " " + entries);
        }
    }
}
