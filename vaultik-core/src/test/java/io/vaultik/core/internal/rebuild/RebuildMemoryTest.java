package io.vaultik.core.internal.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.catalog.AnsweredBlob;
import io.vaultik.core.internal.catalog.BlobRow;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.CatalogRebuild;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.work.EncryptedSpool;
import io.vaultik.fault.VaultikException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million chunks, met in any order, go to a catalog in the small heap of the tests (256 MiB). */
@Tag("heap")
class RebuildMemoryTest {
    private static final int BLOBS = 4_000;
    private static final int CHUNKS_PER_BLOB = 250;
    private static final int CHUNK_BYTES = 1_000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aMillionChunks() throws VaultikException {
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(256L << 20);
        try (Catalog catalog = Catalog.open(folder.resolve("catalog"), new UUID(1, 2));
                Places places =
                        new Places(new EncryptedSpool(folder.resolve("spool"), TestRandom.secure(1)), 24L << 20)) {
            Random random = new Random(5);
            int step = 7_919;
            for (long i = 0; i < (long) BLOBS * CHUNKS_PER_BLOB; i++) {
                long at = i * step % ((long) BLOBS * CHUNKS_PER_BLOB);
                places.add((int) (at / CHUNKS_PER_BLOB), location(at), null);
                if (random.nextInt(4) == 0) {
                    places.add((int) (at / CHUNKS_PER_BLOB), location(at), null);
                }
            }
            try (CatalogRebuild rows = catalog.rebuild(CatalogRebuild.SESSION_PREFIX + "1", Instant.EPOCH)) {
                List<CatalogRebuild.Found> batch = new ArrayList<>();
                places.forEachBlob((row, inBlob) -> {
                    batch.add(found(row, inBlob));
                    if (batch.size() == 16) {
                        rows.add(batch);
                        batch.clear();
                    }
                });
                rows.add(batch);
                rows.commit(List.of());
            }
            for (long at = 0; at < (long) BLOBS * CHUNKS_PER_BLOB; at += 9_973) {
                assertThat(catalog.findChunk(location(at).digest())).isPositive();
            }
        }
    }

    private static ChunkLocation location(long at) {
        int index = (int) (at % CHUNKS_PER_BLOB);
        byte[] digest = ByteBuffer.allocate(32)
                .putLong(at * 0x9E3779B97F4A7C15L)
                .putLong(at)
                .array();
        return new ChunkLocation("", 0, CHUNK_BYTES, index * CHUNK_BYTES, CHUNK_BYTES, digest);
    }

    private static CatalogRebuild.Found found(int row, List<Place> inBlob) {
        byte[] name = ByteBuffer.allocate(32).putInt(row).array();
        ManifestBlob blob =
                new ManifestBlob("", 1_000_000, BlobKind.DATA, 1, (long) CHUNKS_PER_BLOB * CHUNK_BYTES, 200);
        AnsweredBlob.Contents contents = Objects.requireNonNull(KnownPart.of(blob, inBlob));
        assertThat(contents.chunks().findable().cardinality()).isEqualTo(CHUNKS_PER_BLOB);
        return new CatalogRebuild.Found(
                new BlobRow(name, blob.length(), blob.headerLength(), BlobKind.DATA), List.of("*"), contents);
    }
}
