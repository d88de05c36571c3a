package io.vaultik.core.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WantedChunksTest {
    private static final int ROW = 3;
    private static final Spool NO_SPOOL = () -> {
        throw new VaultikException("nothing is spooled here", null);
    };

    private final BlobDirectory directory = directory();

    @Test
    void acceptsAnyChunksOfTheDirectory() throws VaultikException {
        Random random = TestRandom.seeded("acceptsAnyChunksOfTheDirectory");
        for (int run = 0; run < 200; run++) {
            List<ChunkLocation> some = new ArrayList<>();
            for (int i = 0; i < directory.chunkCount(); i++) {
                for (int n = random.nextInt(3); n > 0; n--) {
                    some.add(directory.location(i, ""));
                }
            }
            Collections.shuffle(some, random);
            WantedChunks wanted = wanted(some);
            assertThatCode(() -> wanted.check("a blob", directory)).doesNotThrowAnyException();
        }
    }

    @Test
    void refusesEveryOtherPlace() throws VaultikException {
        for (int i = 0; i < directory.chunkCount(); i++) {
            ChunkLocation right = directory.location(i, "");
            for (int field = 0; field < 5; field++) {
                for (int by : new int[] {-1, 1}) {
                    List<ChunkLocation> places = new ArrayList<>();
                    for (int j = 0; j < directory.chunkCount(); j++) {
                        places.add(directory.location(j, ""));
                    }
                    places.add(moved(right, field, by));
                    WantedChunks wanted = wanted(places);
                    assertThatThrownBy(() -> wanted.check("a blob", directory)).isInstanceOf(IntegrityException.class);
                }
            }
        }
    }

    @Test
    void keepsNoMorePlacesThanABlobCanHold() {
        WantedChunks wanted = new WantedChunks();
        byte[] place = new byte[WantedChunks.PLACE_BYTES];
        for (int i = 0; i < Limits.MAX_CHUNKS_PER_BLOB * 3; i++) {
            ByteBuffer.wrap(place).putInt(i);
            wanted.add(place, 0);
        }
        assertThat(wanted.count()).isEqualTo(Limits.MAX_CHUNKS_PER_BLOB);
        assertThatThrownBy(() -> wanted.check("a blob", directory)).isInstanceOf(IntegrityException.class);
    }

    private static WantedChunks wanted(List<ChunkLocation> places) throws VaultikException {
        try (Locations locations = new Locations(
                NO_SPOOL,
                ExternalSort.MAX_RECORD_BYTES,
                IntStream.range(0, ROW + 2).toArray())) {
            for (ChunkLocation place : places) {
                locations.add(ROW - 1, place);
                locations.add(ROW, place);
                locations.add(ROW + 1, place);
            }
            locations.finish();
            return locations.take(ROW);
        }
    }

    private static ChunkLocation moved(ChunkLocation at, int field, int by) {
        byte[] digest = at.digest().clone();
        digest[31] ^= (byte) (field == 4 ? by : 0);
        return new ChunkLocation(
                at.blob(),
                Math.abs(at.segmentOffset() + (field == 0 ? by : 0)),
                at.segmentLength() + (field == 1 ? by : 0),
                Math.abs(at.offset() + (field == 2 ? by : 0)),
                at.length() + (field == 3 ? by : 0),
                digest);
    }

    private static BlobDirectory directory() {
        BlobDirectory.Builder builder = new BlobDirectory.Builder(BlobKind.DATA);
        int offset = 0;
        for (int segment = 0; segment < 4; segment++) {
            int plain = 0;
            for (int chunk = 0; chunk <= segment; chunk++) {
                builder.chunk(TestRandom.bytes(segment * 10L + chunk, 32), 0, 100 + chunk);
                plain += 100 + chunk;
            }
            builder.segment(offset, 50 + segment, plain);
            offset += 50 + segment;
        }
        return builder.build();
    }
}
