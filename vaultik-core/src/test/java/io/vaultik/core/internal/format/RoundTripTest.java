package io.vaultik.core.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemError;
import io.vaultik.fault.VaultikException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written is read back with all that it says, and has one form only. */
class RoundTripTest {
    private static final int ROUNDS = 300;

    private final Random random = TestRandom.seeded(RoundTripTest.class.getSimpleName());
    private final Samples samples = new Samples(random);

    @Test
    void configurations() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            Configuration value = samples.configuration();
            assertThat(Configuration.decode(value.encode())).isEqualTo(value);
        }
    }

    @Test
    void sessions() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            SessionObject value = samples.session();
            assertThat(SessionObject.decode(value.encode())).isEqualTo(value);
            assertThat(value.at(7).state()).isEqualTo(7);
            assertThat(value.at(value.state())).isEqualTo(value);
        }
    }

    @Test
    void collectionStates() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            CollectionState value = samples.state();
            assertThat(CollectionState.decode(value.number(), value.encode())).isEqualTo(value);
            assertThat(value.condemned()).allMatch(value::isOffLimits);
            assertThat(value.doomed()).allMatch(value::isOffLimits);
            assertThat(value.isOffLimits(samples.digest())).isFalse();
        }
    }

    @Test
    void manifests() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            Manifest value = samples.manifest();
            assertThat(Manifest.decode(value.encode())).isEqualTo(value);
        }
    }

    @Test
    void records() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            SnapshotRecord value = samples.record();
            SnapshotRecord read = SnapshotRecord.decode(value.encode());
            assertThat(Descriptions.of(read)).isEqualTo(Descriptions.of(value));
            assertThat(read.encode()).isEqualTo(value.encode());
        }
    }

    @Test
    void leaves() throws VaultikException {
        String holder = samples.digest();
        for (int i = 0; i < ROUNDS; i++) {
            List<TreeEntry> entries = samples.entries(1 + random.nextInt(20));
            NodeWriter writer = new NodeWriter(0);
            entries.forEach(writer::add);
            assertThat(writer.count()).isEqualTo(entries.size());
            Node node = writer.finish();
            NodeReader read = NodeReader.decode(node.stored(), "");
            assertThat(read.entries().stream().map(Descriptions::of))
                    .containsExactlyElementsOf(
                            entries.stream().map(Descriptions::of).toList());
            assertThat(read.level()).isZero();
            assertThat(NodeReader.decode(node.stored(), holder).entries())
                    .flatExtracting(TreeEntry::chunks)
                    .extracting(ChunkLocation::blob)
                    .doesNotContain("");
        }
    }

    @Test
    void innerNodes() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            int level = 1 + random.nextInt(Limits.MAX_LEVEL);
            List<TreeChild> children = samples.children(1 + random.nextInt(20));
            NodeWriter writer = new NodeWriter(level);
            children.forEach(writer::add);
            NodeReader read = NodeReader.decode(writer.finish().stored(), "");
            assertThat(read.level()).isEqualTo(level);
            assertThat(read.first()).isEqualTo(children.get(0).first());
            assertThat(read.children().stream().map(Descriptions::of))
                    .containsExactlyElementsOf(
                            children.stream().map(Descriptions::of).toList());
        }
    }

    @Test
    void aNodeWriterForgetsWhatItHasFinished() {
        NodeWriter writer = new NodeWriter(0);
        List<TreeEntry> entries = samples.entries(10);
        entries.forEach(writer::add);
        byte[] first = writer.finish().stored();
        assertThat(writer.count()).isZero();
        assertThat(writer.bytes()).isZero();
        entries.forEach(writer::add);
        assertThat(writer.finish().stored()).isEqualTo(first);
    }

    @Test
    void theAbsoluteFormDependsOnTheHolderOnlyWhereItIsNamed() {
        byte[] body = samples.bytes(32);
        List<String> own = List.of(samples.digest(), "");
        List<String> others = List.of(samples.digest());
        String a = samples.digest();
        String b = samples.digest();
        assertThat(Node.absoluteForm(0, own, body, a)).isNotEqualTo(Node.absoluteForm(0, own, body, b));
        assertThat(Node.absoluteForm(0, own, body, a))
                .isEqualTo(Node.absoluteForm(0, List.of(own.get(0), a), body, ""));
        assertThat(Node.absoluteForm(0, others, body, a)).isEqualTo(Node.absoluteForm(0, others, body, b));
    }

    @Test
    void chunkLists() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            List<ChunkLocation> locations = samples.locations(samples.blobs(3), 1 + random.nextInt(50));
            List<ChunkLocation> read = ChunkList.decode(ChunkList.encode(locations));
            assertThat(Descriptions.of(read)).isEqualTo(Descriptions.of(locations));
        }
        List<ChunkLocation> full = samples.locations(samples.blobs(1), ChunkList.MAX_LOCATIONS);
        assertThat(ChunkList.decode(ChunkList.encode(full))).hasSize(ChunkList.MAX_LOCATIONS);
    }

    @Test
    void extendedAttributes() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            var xattrs = samples.xattrs();
            assertThat(Descriptions.of(XattrList.decode(XattrList.encode(xattrs))))
                    .isEqualTo(Descriptions.of(xattrs));
        }
    }

    @Test
    void linesOfErrors() throws VaultikException {
        for (ItemError.Kind kind : ItemError.Kind.values()) {
            ItemError error = new ItemError(kind, Item.path(samples.text()), samples.text(), samples.text());
            assertThat(ErrorLine.decode(ErrorLine.encode(error))).isEqualTo(error);
        }
    }

    @Test
    void directoriesOfBlobs() throws VaultikException {
        for (int i = 0; i < ROUNDS; i++) {
            BlobDirectory value = samples.directory();
            byte[] frame = value.encode();
            BlobDirectory read = BlobDirectory.decode(frame);
            assertThat(read.encode()).isEqualTo(frame);
            assertThat(read.kind()).isEqualTo(value.kind());
            String blob = samples.digest();
            for (int chunk = 0; chunk < value.chunkCount(); chunk++) {
                ChunkLocation location = read.location(chunk, blob);
                assertThat(Descriptions.of(location)).isEqualTo(Descriptions.of(value.location(chunk, blob)));
                int segment = read.segmentOf(chunk);
                assertThat(chunk).isBetween(read.firstChunk(segment), read.firstChunk(segment + 1) - 1);
                assertThat(location.offset() + location.length()).isLessThanOrEqualTo(read.plainLength(segment));
            }
        }
    }

    @Test
    void aDirectoryThatIsBuiltTellsLocationsOfClosedSegments() {
        BlobDirectory.Builder builder = new BlobDirectory.Builder(BlobKind.DATA);
        for (int i = 0; i < 600; i++) {
            assertThat(builder.chunk(samples.bytes(32), 0, 10 + i % 3)).isEqualTo(i);
            assertThat(builder.isLocated(i)).isFalse();
            if (i % 4 == 3) {
                builder.segment(i / 4 * 100, 100, 44);
                assertThat(builder.isLocated(i)).isTrue();
            }
        }
        List<String> early = java.util.stream.IntStream.range(0, 600)
                .mapToObj(i -> Descriptions.of(builder.location(i, "x")))
                .toList();
        BlobDirectory built = builder.build();
        assertThat(early)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 600)
                        .mapToObj(i -> Descriptions.of(built.location(i, "x")))
                        .toList());
    }

    @Test
    void aVoidIsToldByItsBytes() {
        assertThat(VoidMark.is(VoidMark.bytes())).isTrue();
        assertThat(VoidMark.bytes()).hasSize(VoidMark.LENGTH);
        assertThat(VoidMark.is("{\"void\":2}".getBytes(StandardCharsets.US_ASCII)))
                .isFalse();
    }

    @Test
    void keys() {
        String name = samples.digest();
        assertThat(Keys.blobName(Keys.blob(name))).contains(name);
        assertThat(Keys.manifestDir(Keys.manifest("2024-x"))).contains("2024-x");
        assertThat(Keys.manifestDir(Keys.record("2024-x"))).isEmpty();
        for (long number : new long[] {0, 1, 999, Long.MAX_VALUE}) {
            assertThat(Keys.COLLECTION.stateNumber(Keys.COLLECTION.state(number)))
                    .contains(number);
        }
        assertThat(Keys.COLLECTION.stateNumber(io.vaultik.storage.ObjectKey.of("gc/09223372036854775808.json")))
                .isEmpty();
        assertThat(Keys.COLLECTION.stateNumber(io.vaultik.storage.ObjectKey.of("gc/99999999999999999999.json")))
                .isEmpty();
        String wrongFolder = "blobs/" + (name.startsWith("00") ? "11" : "00") + "/" + name.substring(2, 4) + "/" + name;
        assertThat(Keys.blobName(io.vaultik.storage.ObjectKey.of(wrongFolder))).isEmpty();
    }
}
