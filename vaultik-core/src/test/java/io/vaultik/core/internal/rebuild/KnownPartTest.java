package io.vaultik.core.internal.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.catalog.AnsweredBlob;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is known of a blob lies in the directory that is made of it where it lies in the blob. */
class KnownPartTest {
    private static final String NAME = "ab".repeat(32);

    private static BlobDirectory directory(Random random) {
        BlobDirectory.Builder builder = new BlobDirectory.Builder(BlobKind.METADATA);
        int offset = 0;
        byte[] digest = new byte[32];
        for (int segment = 1 + random.nextInt(6); segment > 0; segment--) {
            int plain = 0;
            for (int chunk = 1 + random.nextInt(5); chunk > 0; chunk--) {
                int length = 1 + random.nextInt(1 << 20);
                random.nextBytes(digest);
                builder.chunk(digest, 0, length);
                plain += length;
            }
            int stored = 1 + random.nextInt(1 << 22);
            builder.segment(offset, stored, plain);
            offset += stored;
        }
        return builder.build();
    }

    private static ManifestBlob blob(long plainBytes) {
        return new ManifestBlob(NAME, 1 << 30, BlobKind.METADATA, 1, plainBytes, 200);
    }

    private static Place place(ChunkLocation at, boolean isNode) {
        return Place.decode(Place.encode(0, at, isNode ? at.digest() : null));
    }

    private static int index(BlobDirectory directory, ChunkLocation at) {
        return directory.indexOf(at.segmentOffset(), at.offset(), at.length(), at.digest());
    }

    @Test
    void placesOfAnyPartAreKept() throws MalformedException {
        Random random = TestRandom.seeded("KnownPartTest");
        for (int round = 0; round < 500; round++) {
            BlobDirectory whole = directory(random);
            List<Place> known = new ArrayList<>();
            List<ChunkLocation> locations = new ArrayList<>();
            List<ChunkLocation> others = new ArrayList<>();
            for (int i = 0; i < whole.chunkCount(); i++) {
                if (random.nextInt(3) > 0) {
                    locations.add(whole.location(i, NAME));
                    known.add(place(whole.location(i, NAME), i % 2 == 0));
                } else {
                    others.add(whole.location(i, NAME));
                }
            }
            AnsweredBlob.Contents contents = Objects.requireNonNull(KnownPart.of(blob(whole.plainBytes()), known));
            BlobDirectory part = BlobDirectory.decode(contents.directory());
            assertThat(part.plainBytes()).isEqualTo(whole.plainBytes());
            assertThat(contents.chunks().findable().cardinality()
                            + contents.nodes().findable().cardinality())
                    .isEqualTo(known.size());
            // What stands for them has no digest, and must not be taken for them by a later rebuild.
            assertThat(others).allMatch(at -> index(part, at) == -1);
            for (int i = 0; i < locations.size(); i++) {
                ChunkLocation at = locations.get(i);
                int index = index(part, at);
                ChunkLocation found = part.location(index, NAME);
                assertThat(found).usingRecursiveComparison().isEqualTo(at);
                boolean isNode = known.get(i).absolute() != null;
                assertThat(contents.nodes().findable().get(index)).isEqualTo(isNode);
                assertThat(contents.chunks().findable().get(index)).isEqualTo(!isNode);
            }
        }
    }

    @Test
    void refusesPlacesThatContradictEachOther() {
        ChunkLocation first = new ChunkLocation(NAME, 0, 100, 0, 50, new byte[32]);
        List<ChunkLocation> odd = List.of(
                new ChunkLocation(NAME, 0, 100, 49, 50, new byte[32]),
                new ChunkLocation(NAME, 0, 101, 50, 50, new byte[32]),
                new ChunkLocation(NAME, 99, 100, 0, 50, new byte[32]),
                new ChunkLocation(NAME, 0, 100, 50, 951, new byte[32]),
                new ChunkLocation(NAME, 100, 0, 0, 50, new byte[32]),
                new ChunkLocation(NAME, 0, 100, (16 << 20) - 10, 20, new byte[32]));
        for (ChunkLocation second : odd) {
            List<Place> places = List.of(place(first, false), place(second, false));
            assertThat(KnownPart.of(blob(1_000), places)).as("%s", second).isNull();
        }
        assertThat(KnownPart.of(blob(Long.MAX_VALUE), List.of(place(first, false))))
                .isNull();
        assertThat(KnownPart.of(blob(1_000), List.of(place(first, false)))).isNotNull();
    }
}
