package io.vaultik.core.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.vaultik.fault.CatalogCorruptException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryBlockTest {
    private static List<KnownEntry> read(byte[] block) throws CatalogCorruptException {
        EntryBlockReader reader = new EntryBlockReader(block);
        List<KnownEntry> entries = new ArrayList<>();
        for (KnownEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }

    private static byte[] plain(byte[] block) {
        return Zstd.decompress(block, (int) Zstd.getFrameContentSize(block));
    }

    private static long[] randomRefs(Random random, int count) {
        long[] refs = new long[count];
        for (int i = 0; i < count; i++) {
            refs[i] = i > 0 && random.nextInt(4) > 0 && ChunkRef.index(refs[i - 1]) < Integer.MAX_VALUE
                    ? refs[i - 1] + 1
                    : ChunkRef.of(1 + random.nextInt(Integer.MAX_VALUE), random.nextInt() & Integer.MAX_VALUE);
        }
        return refs;
    }

    private static KnownEntry randomEntry(Random random) {
        byte[] path = new byte[1 + random.nextInt(40)];
        for (int i = 0; i < path.length; i++) {
            path[i] = (byte) (random.nextInt(3) - 1);
        }
        Instant mtime = Instant.ofEpochSecond(random.nextLong() >> 10, random.nextInt(1_000_000_000));
        FileState state = new FileState(
                random.nextLong() & Long.MAX_VALUE,
                mtime,
                random.nextBoolean() ? Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)) : null,
                random.nextBoolean() ? random.nextLong() : null);
        String version = random.nextBoolean() ? "vérsion-" + random.nextInt() : null;
        return new KnownEntry(path, random.nextInt(10), state, version, randomRefs(random, random.nextInt(20)));
    }

    @Test
    void readsWhatWasWritten() throws Exception {
        Random random = new Random(Samples.seed(11));
        EntryBlockWriter writer = new EntryBlockWriter();
        for (int round = 0; round < 50; round++) {
            List<KnownEntry> entries = new ArrayList<>();
            for (int i = random.nextInt(200); i >= 0; i--) {
                KnownEntry entry = randomEntry(random);
                entries.add(entry);
                writer.add(entry);
            }
            assertThat(read(writer.finish())).isEqualTo(entries);
            assertThat(writer.isEmpty()).isTrue();
        }
    }

    @Test
    void readsTheExtremes() throws Exception {
        KnownEntry least = new KnownEntry(
                new byte[0], 0, new FileState(0, Instant.MIN, Instant.MIN, Long.MIN_VALUE), "", new long[0]);
        KnownEntry most = new KnownEntry(
                new byte[KnownEntry.MAX_PATH_BYTES],
                Integer.MAX_VALUE,
                new FileState(Long.MAX_VALUE, Instant.MAX, Instant.MAX, Long.MAX_VALUE),
                "€".repeat(KnownEntry.MAX_VERSION_CHARS),
                new long[] {ChunkRef.of(Integer.MAX_VALUE, Integer.MAX_VALUE), ChunkRef.of(1, 0)});

        assertThat(read(Samples.block(least, most))).containsExactly(least, most);
    }

    @Test
    void takesAFileOfTheLargestKindInAFewBytes() throws Exception {
        long[] refs = new long[KnownEntry.MAX_REFS];
        Arrays.setAll(refs, i -> ChunkRef.of(1 + i / 64, i % 64));
        KnownEntry large = new KnownEntry(new byte[] {'a'}, 0, new FileState(1, Samples.NOW, null, null), null, refs);

        byte[] block = Samples.block(large);

        assertThat(block).hasSizeLessThan(1 << 20);
        assertThat(read(block)).containsExactly(large);
    }

    @Test
    void isFullAtItsSizeAndThenTakesNoMore() {
        EntryBlockWriter writer = new EntryBlockWriter();
        int count = 0;
        while (!writer.isFull()) {
            writer.add(Samples.entry(count++));
        }

        assertThat(count).isBetween(2_000, 20_000);
        assertThatThrownBy(() -> writer.add(Samples.entry(0))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesAnEntryOutOfBounds() {
        FileState state = new FileState(1, Samples.NOW, null, null);

        assertThatThrownBy(() -> Samples.block(new KnownEntry(new byte[1], 0, state, null, new long[] {-1})))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KnownEntry(new byte[KnownEntry.MAX_PATH_BYTES + 1], 0, state, null, new long[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KnownEntry(new byte[1], 0, state, null, new long[KnownEntry.MAX_REFS + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FileState(-1, Samples.NOW, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesATruncatedBlockAtEveryLength() {
        byte[] block = Samples.block(Samples.entry(1), Samples.entry(2), Samples.entry(3));
        byte[] plain = plain(block);

        for (int length = 0; length < block.length; length++) {
            byte[] cut = Arrays.copyOf(block, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(CatalogCorruptException.class);
        }
        for (int length = 0; length < plain.length; length++) {
            byte[] cut = Zstd.compress(Arrays.copyOf(plain, length));
            assertThatThrownBy(() -> read(cut)).isInstanceOf(CatalogCorruptException.class);
        }
    }

    @Test
    void detectsEveryFlippedBit() {
        byte[] block = Samples.block(Samples.entry(1), Samples.entry(2), Samples.entry(3));
        List<KnownEntry> entries = List.of(Samples.entry(1), Samples.entry(2), Samples.entry(3));

        for (int bit = 0; bit < block.length * 8; bit++) {
            byte[] flipped = block.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            try {
                // A bit of the frame that means nothing may change; what is read may not.
                assertThat(read(flipped)).isEqualTo(entries);
            } catch (CatalogCorruptException expected) {
                assertThat(expected).hasMessageContaining("dropped safely");
            }
        }
    }

    @Test
    void survivesAnyPlainContent() {
        Random random = new Random(Samples.seed(12));
        byte[] plain = plain(Samples.block(Samples.entry(1), Samples.entry(2), Samples.entry(3)));
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = plain.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            try {
                read(Zstd.compress(mutated, 1));
            } catch (CatalogCorruptException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void refusesAClaimBeyondItsBounds() {
        byte[] zeros = Zstd.compress(new byte[EntryBlockReader.MAX_PLAIN_BYTES + 1]);
        byte[] garbage = "not a frame at all, but text".getBytes(StandardCharsets.UTF_8);
        byte[] entries = Zstd.compress(new byte[] {1, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7});
        // One entry without path that claims 2^28 references.
        byte[] refs = Zstd.compress(new byte[] {1, 1, 0, 0, 0, 0, 0, 0, 0, -128, -128, -128, -128, 1, 0});
        byte[] newer = Zstd.compress(new byte[] {2, 0});
        byte[] trailing = Zstd.compress(new byte[] {1, 0, 0});

        for (byte[] block : List.of(zeros, garbage, entries, refs, newer, trailing)) {
            assertThatThrownBy(() -> read(block)).isInstanceOf(CatalogCorruptException.class);
        }
    }
}
