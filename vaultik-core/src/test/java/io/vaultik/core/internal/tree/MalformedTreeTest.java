package io.vaultik.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.core.internal.format.NodeWriter;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trees that nobody wrote who follows the format: every walk ends, with a {@link MalformedException}. */
@Timeout(60)
class MalformedTreeTest {
    private final MemoryNodes nodes = MemoryNodes.oneBlob();

    @Test
    void aNodeThatIsItsOwnChildIsRefused() {
        ChunkLocation self = nodes.forge(new byte[0]);
        for (int level = 1; level <= Limits.MAX_LEVEL; level++) {
            nodes.replace(self, inner(level, new TreeChild(EntryPath.of("a"), self, 1)));
            refused(self);
        }
    }

    @Test
    void aChildOfAWrongLevelIsRefused() {
        ChunkLocation leaf = nodes.forge(leaf("a"));
        refused(nodes.forge(inner(2, new TreeChild(EntryPath.of("a"), leaf, 1))));
        ChunkLocation middle = nodes.forge(inner(1, new TreeChild(EntryPath.of("a"), leaf, 1)));
        refused(nodes.forge(inner(1, new TreeChild(EntryPath.of("a"), middle, 1))));
    }

    @Test
    void aChildThatBeginsElsewhereIsRefused() {
        ChunkLocation leaf = nodes.forge(leaf("b"));
        refused(nodes.forge(inner(1, new TreeChild(EntryPath.of("a"), leaf, 1))));
    }

    @Test
    void aChildThatReachesIntoTheNextIsRefused() throws VaultikException {
        ChunkLocation one = nodes.forge(leaf("a", "c"));
        ChunkLocation other = nodes.forge(leaf("b"));
        ChunkLocation root = nodes.forge(
                inner(1, new TreeChild(EntryPath.of("a"), one, 2), new TreeChild(EntryPath.of("b"), other, 1)));
        refused(root);
    }

    @Test
    void emptyNodesBelowTheRootAreRefused() {
        ChunkLocation empty = nodes.forge("{\"node\":1,\"level\":0,\"blobs\":[]}\n".getBytes(StandardCharsets.UTF_8));
        refused(nodes.forge(inner(1, new TreeChild(EntryPath.of("a"), empty, 0))));
        refused(nodes.forge("{\"node\":1,\"level\":1,\"blobs\":[]}\n".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anEmptyLeafAsRootIsAnEmptyTree() throws VaultikException {
        ChunkLocation empty = nodes.forge("{\"node\":1,\"level\":0,\"blobs\":[]}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(new TreeReader(nodes, empty).from(EntryPath.ROOT).next()).isNull();
        assertThat(new TreeReader(nodes, empty).find(EntryPath.of("a"))).isNull();
    }

    @Test
    void tooManyLevelsAreRefused() {
        byte[] bytes = "{\"node\":1,\"level\":33,\"blobs\":[]}\n".getBytes(StandardCharsets.UTF_8);
        refused(nodes.forge(bytes));
    }

    @Test
    void everyDamagedNodeGivesEntriesOrATypedFailure() throws VaultikException {
        Random random = TestRandom.seeded("everyDamagedNodeGivesEntriesOrATypedFailure");
        ChunkLocation one = nodes.forge(leaf("a", "b"));
        ChunkLocation other = nodes.forge(leaf("c", "d"));
        byte[] right = inner(1, new TreeChild(EntryPath.of("a"), one, 2), new TreeChild(EntryPath.of("c"), other, 2));
        ChunkLocation root = nodes.forge(right);
        assertThat(NodeReader.decode(right, "").children()).hasSize(2);
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = right.clone();
            damaged[random.nextInt(right.length)] = (byte) random.nextInt(256);
            nodes.replace(root, damaged);
            try {
                TreeReader.Cursor cursor = new TreeReader(nodes, root).from(EntryPath.ROOT);
                int count = 0;
                while (cursor.next() != null) {
                    count++;
                }
                assertThat(count).isLessThanOrEqualTo(4);
            } catch (VaultikException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    private void refused(ChunkLocation root) {
        TreeReader reader = new TreeReader(nodes, root);
        assertThatThrownBy(() -> {
                    TreeReader.Cursor cursor = reader.from(EntryPath.ROOT);
                    while (cursor.next() != null) {
                        assertThat(nodes.reads()).isLessThan(10_000);
                    }
                })
                .isInstanceOf(MalformedException.class);
    }

    private static byte[] leaf(String... paths) {
        NodeWriter writer = new NodeWriter(0);
        for (String path : paths) {
            writer.add(
                    TreeEntry.of(new Entry(EntryPath.of(path), EntryKind.FILE, 0, EntryAttributes.none(), null, null)));
        }
        return writer.finish().stored();
    }

    private static byte[] inner(int level, TreeChild... children) {
        NodeWriter writer = new NodeWriter(level);
        for (TreeChild child : children) {
            writer.add(child);
        }
        return writer.finish().stored();
    }
}
