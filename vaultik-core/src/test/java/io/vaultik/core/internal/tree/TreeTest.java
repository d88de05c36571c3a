package io.vaultik.core.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trees against a sorted map. */
class TreeTest {
    private final Random random = TestRandom.seeded("TreeTest");

    private record Tree(MemoryNodes nodes, ChunkLocation root) {
        TreeReader reader() {
            return new TreeReader(nodes, root);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 1_000, 20_000})
    void allEntriesComeBackInOrder(int count) throws VaultikException {
        NavigableMap<EntryPath, Long> model = model(count);
        for (int nodesPerBlob : new int[] {0, 1, 3}) {
            Tree tree = write(model, new MemoryNodes(nodesPerBlob, true));
            assertThat(list(tree.reader().from(EntryPath.ROOT))).isEqualTo(List.copyOf(model.entrySet()));
            assertThat(tree.nodes.maxLines()).isLessThanOrEqualTo(Limits.MAX_NODE_ENTRIES);
            assertThat(nodesPerBlob == 1 && count > 1_000 ? tree.nodes.blobCount() : 2)
                    .isGreaterThan(1);
        }
    }

    @Test
    void findsWhatIsThereAndNothingElse() throws VaultikException {
        NavigableMap<EntryPath, Long> model = model(20_000);
        TreeReader reader = write(model, MemoryNodes.oneBlob()).reader();
        for (int i = 0; i < 3_000; i++) {
            EntryPath path = path();
            TreeEntry found = reader.find(path);
            assertThat(found == null ? null : (Long) found.entry().size()).isEqualTo(model.get(path));
        }
        for (EntryPath path : List.of(model.firstKey(), model.lastKey())) {
            assertThat(reader.find(path)).isNotNull();
        }
        assertThat(reader.find(EntryPath.of("\u0001\u0001"))).isNull();
        assertThat(reader.find(EntryPath.ofBytes(new byte[] {(byte) 0xff, (byte) 0xff})))
                .isNull();
    }

    @Test
    void findingReadsAsManyNodesAsTheTreeIsHigh() throws VaultikException {
        NavigableMap<EntryPath, Long> model = manyNumbered(100_000);
        Tree tree = write(model, MemoryNodes.oneBlob());
        int height = NodeReader.decode(tree.nodes.read(tree.root), "").level() + 1;
        assertThat(height).isBetween(3, 5);
        for (int i = 0; i < 200; i++) {
            long before = tree.nodes.reads();
            assertThat(tree.reader().find(numbered(random.nextInt(100_000)))).isNotNull();
            assertThat(tree.nodes.reads() - before).isLessThanOrEqualTo(height);
        }
    }

    @Test
    void listingFromAPathIsThatOfTheModel() throws VaultikException {
        NavigableMap<EntryPath, Long> model = model(5_000);
        TreeReader reader = write(model, MemoryNodes.oneBlob()).reader();
        TreeReader.Cursor wandering = reader.from(EntryPath.ROOT);
        for (int i = 0; i < 1_000; i++) {
            EntryPath path = path();
            TreeReader.Cursor cursor = i % 2 == 0 ? reader.from(path) : wandering;
            if (i % 2 == 1) {
                cursor.seek(path);
            }
            var expected = model.tailMap(path, true).entrySet().iterator();
            for (int n = random.nextInt(400); n >= 0; n--) {
                TreeEntry entry = cursor.next();
                Map.Entry<EntryPath, Long> next = expected.hasNext() ? expected.next() : null;
                assertThat(entry == null ? null : entry.entry().path()).isEqualTo(next == null ? null : next.getKey());
            }
        }
        wandering.seek(EntryPath.ofBytes(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}));
        assertThat(wandering.next()).isNull();
        assertThat(wandering.next()).isNull();
        wandering.seek(EntryPath.ROOT);
        assertThat(wandering.next()).isNotNull();
    }

    @Test
    void skippingADirectoryIsThatOfTheModel() throws VaultikException {
        NavigableMap<EntryPath, Long> model = model(5_000);
        Tree tree = write(model, MemoryNodes.oneBlob());
        for (int round = 0; round < 20; round++) {
            Set<EntryPath> skipped = new HashSet<>();
            List<EntryPath> listed = new ArrayList<>();
            TreeReader.Cursor cursor = tree.reader().from(EntryPath.ROOT);
            for (TreeEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                EntryPath path = entry.entry().path();
                listed.add(path);
                if (random.nextInt(4) == 0 && !path.isRoot()) {
                    skipped.add(path);
                    cursor.skipBelow(path);
                }
            }
            List<EntryPath> expected = new ArrayList<>();
            for (EntryPath path : model.keySet()) {
                EntryPath above = path.parent();
                boolean hidden = false;
                for (; !above.isRoot() && !hidden; above = above.parent()) {
                    hidden = skipped.contains(above);
                }
                if (!hidden) {
                    expected.add(path);
                }
            }
            List<String> hexListed = hex(listed);
            List<String> hexExpected = hex(expected);
            for (int i = 0; i < hexExpected.size(); i++) {
                String around = hexExpected.subList(Math.max(0, i - 2), i).toString();
                assertThat(i < hexListed.size() ? hexListed.get(i) : "")
                        .as("after %s", around)
                        .isEqualTo(hexExpected.get(i));
            }
            assertThat(hexListed).hasSameSizeAs(hexExpected);
        }
    }

    @Test
    void skippingTheRootOrALongestPathIsRightToo() throws VaultikException {
        NavigableMap<EntryPath, Long> model = model(500);
        model.put(EntryPath.ROOT, 1L);
        EntryPath longest = EntryPath.of("b".repeat(EntryPath.MAX_BYTES));
        model.put(longest, 2L);
        TreeReader.Cursor cursor = write(model, MemoryNodes.oneBlob()).reader().from(longest);
        assertThat(cursor.next()).isNotNull();
        cursor.skipBelow(longest);
        TreeEntry next = cursor.next();
        EntryPath higher = model.higherKey(longest);
        assertThat(next == null ? null : next.entry().path()).isEqualTo(higher);
        cursor.seek(EntryPath.ROOT);
        assertThat(cursor.next()).isNotNull();
        cursor.skipBelow(EntryPath.ROOT);
        assertThat(cursor.next()).isNull();
    }

    @Test
    void skippingALargeDirectoryReadsFewNodes() throws VaultikException {
        NavigableMap<EntryPath, Long> model = manyNumbered(100_000);
        model.put(EntryPath.of("d"), 0L);
        model.put(EntryPath.of("e"), 7L);
        Tree tree = write(model, MemoryNodes.oneBlob());
        TreeReader.Cursor cursor = tree.reader().from(EntryPath.of("d"));
        assertThat(cursor.next()).isNotNull();
        cursor.skipBelow(EntryPath.of("d"));
        TreeEntry next = cursor.next();
        assertThat(next == null ? -1 : next.entry().size()).isEqualTo(7);
        assertThat(tree.nodes.reads()).isLessThan(12);
    }

    @Test
    void aChangedEntryChangesOneLeafAndItsAncestors() throws VaultikException {
        NavigableMap<EntryPath, Long> model = manyNumbered(30_000);
        Set<String> before = write(model, MemoryNodes.oneBlob()).nodes.shapes();
        for (int i = 0; i < 20; i++) {
            model.merge(numbered(random.nextInt(30_000)), 1_000_000L, Long::sum);
            Set<String> after = write(model, MemoryNodes.oneBlob()).nodes.shapes();
            Set<String> changed = new HashSet<>(after);
            changed.removeAll(before);
            // Inner nodes are compared by the paths of their children, which stay.
            assertThat(changed).hasSize(1);
            assertThat(after).hasSameSizeAs(before);
            before = after;
        }
    }

    @Test
    void aPathThatComesOrGoesChangesItsNeighboursOnly() throws VaultikException {
        NavigableMap<EntryPath, Long> model = manyNumbered(30_000);
        MemoryNodes nodes = MemoryNodes.oneBlob();
        write(model, nodes);
        Set<String> before = nodes.shapes();
        for (int i = 0; i < 20; i++) {
            EntryPath path = i % 2 == 0
                    ? numbered(random.nextInt(30_000))
                    : numbered(random.nextInt(30_000)).child("x");
            if (model.remove(path) == null) {
                model.put(path, 5L);
            }
            nodes = MemoryNodes.oneBlob();
            write(model, nodes);
            Set<String> after = nodes.shapes();
            Set<String> changed = new HashSet<>(after);
            changed.removeAll(before);
            assertThat(changed).hasSizeBetween(1, 10);
            before = after;
        }
    }

    @Test
    void leavesHaveAbout128Entries() throws VaultikException {
        NavigableMap<EntryPath, Long> model = manyNumbered(100_000);
        Tree tree = write(model, MemoryNodes.oneBlob());
        assertThat(100_000 / tree.nodes.count()).isBetween(100, 150);
    }

    @Test
    void aTreeOfOneEntryIsOneLeaf() throws VaultikException {
        NavigableMap<EntryPath, Long> model = new TreeMap<>(Map.of(EntryPath.ROOT, 0L));
        Tree tree = write(model, MemoryNodes.oneBlob());
        assertThat(tree.nodes.count()).isEqualTo(1);
        assertThat(NodeReader.decode(tree.nodes.read(tree.root), "").level()).isZero();
        assertThat(tree.reader().find(EntryPath.ROOT)).isNotNull();
        assertThat(tree.reader().find(EntryPath.of("a"))).isNull();
    }

    @Test
    void inAnyTreeTheRootIsTheOnlyNodeOfItsLevelAndCountsAllEntries() throws VaultikException {
        for (int count = 1; count < 3_000; count += 1 + count / 7) {
            NavigableMap<EntryPath, Long> model = model(count);
            Tree tree = write(model, MemoryNodes.oneBlob());
            NodeReader root = NodeReader.decode(tree.nodes.read(tree.root), tree.root.blob());
            assertThat(root.first()).isEqualTo(model.firstKey());
            if (root.level() > 0) {
                assertThat(root.children().stream().mapToLong(c -> c.entries()).sum())
                        .isEqualTo(model.size());
            }
        }
    }

    @Test
    void nodesStayBelowTheirLimitWithTheLongestPathsAndNames() throws VaultikException {
        MemoryNodes nodes = new MemoryNodes(1, true);
        TreeWriter writer = new TreeWriter(nodes);
        String component = "\u0001".repeat(32_000);
        String item = "i".repeat(1_000);
        int count = 80;
        for (int i = 0; i < count; i++) {
            EntryPath path = EntryPath.of("%05d".formatted(i)).child(component).child(component);
            EntryAttributes attributes = EntryAttributes.builder()
                    .xattrs(Map.of("user.x", new byte[Limits.MAX_INLINE_BYTES]))
                    .build();
            writer.add(TreeEntry.of(new Entry(path, EntryKind.FILE, i, attributes, null, item)));
        }
        ChunkLocation root = nodes.named(writer.finish());
        assertThat(nodes.maxBytes()).isBetween(4 << 20, Limits.MAX_NODE_BYTES);
        TreeReader.Cursor cursor = new TreeReader(nodes, root).from(EntryPath.ROOT);
        for (int i = 0; i < count; i++) {
            TreeEntry entry = cursor.next();
            assertThat(entry == null ? -1 : entry.entry().size()).isEqualTo(i);
        }
        assertThat(cursor.next()).isNull();
    }

    @Test
    void aMillionEntriesStreamThroughLittleMemory() throws VaultikException {
        int count = 1_000_000;
        MemoryNodes nodes = new MemoryNodes(1_000, false);
        TreeWriter writer = new TreeWriter(nodes);
        for (int i = 0; i < count; i++) {
            writer.add(entry(numbered(i), i));
        }
        writer.finish();
        assertThat(count / nodes.count()).isBetween(100, 150);
    }

    @Test
    void entriesOutOfOrderAreRefused() throws VaultikException {
        TreeWriter writer = new TreeWriter(MemoryNodes.oneBlob());
        writer.add(entry(EntryPath.of("b"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(entry(EntryPath.of("b"), 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.add(entry(EntryPath.of("a"), 0)));
        assertThatIllegalStateException().isThrownBy(() -> new TreeWriter(MemoryNodes.oneBlob()).finish());
    }

    private static Tree write(NavigableMap<EntryPath, Long> model, MemoryNodes nodes) throws VaultikException {
        TreeWriter writer = new TreeWriter(nodes);
        for (Map.Entry<EntryPath, Long> entry : model.entrySet()) {
            writer.add(entry(entry.getKey(), entry.getValue()));
        }
        return new Tree(nodes, nodes.named(writer.finish()));
    }

    private static TreeEntry entry(EntryPath path, long size) {
        return TreeEntry.of(new Entry(path, EntryKind.FILE, size, EntryAttributes.none(), null, null));
    }

    private static List<Map.Entry<EntryPath, Long>> list(TreeReader.Cursor cursor) throws VaultikException {
        List<Map.Entry<EntryPath, Long>> listed = new ArrayList<>();
        for (TreeEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
            listed.add(Map.entry(entry.entry().path(), entry.entry().size()));
        }
        return listed;
    }

    private static List<String> hex(List<EntryPath> paths) {
        return paths.stream().map(p -> HexFormat.of().formatHex(p.bytes())).toList();
    }

    private NavigableMap<EntryPath, Long> model(int count) {
        NavigableMap<EntryPath, Long> model = new TreeMap<>();
        while (model.size() < count) {
            model.put(path(), random.nextLong(Long.MAX_VALUE));
        }
        return model;
    }

    /** Paths with few names in each directory, so that many lie below others. */
    private EntryPath path() {
        EntryPath path = EntryPath.ROOT;
        for (int depth = random.nextInt(9); depth >= 0; depth--) {
            byte[] name = {(byte) (1 + random.nextInt(6)), (byte) (0xf0 + random.nextInt(3)), '-'};
            path = path.child(random.nextBoolean() ? name : new byte[] {name[0]});
        }
        return path;
    }

    private static NavigableMap<EntryPath, Long> manyNumbered(int count) {
        NavigableMap<EntryPath, Long> model = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            model.put(numbered(i), (long) i);
        }
        return model;
    }

    private static EntryPath numbered(long number) {
        return EntryPath.of("d/" + (10_000_000 + number));
    }
}
