package io.vaultik.core.internal.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("blake3")
class Blake3BatchTest {
    private static final Blake3Mode MODE = Blake3Mode.deriveKey("of this test");
    private static final int[] EDGES = {0, 1, 63, 64, 65, 1023, 1024, 1025, 2047, 2048, 2049, 3072, 4096, 16_384, 16_385
    };

    private final Blake3 reference = new Blake3(MODE, Blake3Form.PLAIN);

    @ParameterizedTest
    @EnumSource(Blake3Form.class)
    void hasTheDigestOfEachInput(Blake3Form form) {
        Random random = TestRandom.seeded("hasTheDigestOfEachInput");
        Blake3Batch batch = new Blake3Batch(MODE, form);
        for (int round = 0; round < 20; round++) {
            List<byte[]> inputs = new ArrayList<>();
            int length = length(random);
            while (length <= batch.room() && batch.room() > 0) {
                byte[] input = TestRandom.bytes(random.nextLong(), length);
                add(batch, input);
                inputs.add(input);
                length = length(random);
            }
            assertDigests(batch, inputs);
        }
    }

    private static int length(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt(100);
            case 2 -> random.nextInt(20_000);
            default -> random.nextInt(4000);
        };
    }

    @Test
    void takesOneInputThatFillsIt() {
        Blake3Batch batch = new Blake3Batch(MODE, Blake3Form.best());
        byte[] input = TestRandom.bytes(1, Blake3Batch.CAPACITY_BYTES);
        add(batch, input);
        assertThat(batch.room()).isZero();
        assertDigests(batch, List.of(input));
    }

    @Test
    void takesAsManyEmptyInputsAsItMay() {
        Blake3Batch batch = new Blake3Batch(MODE, Blake3Form.best());
        batch.buffer()[0] = 1;
        List<byte[]> inputs = IntStream.range(0, Blake3Batch.MAX_INPUTS)
                .mapToObj(i -> new byte[0])
                .toList();
        inputs.forEach(input -> add(batch, input));
        assertThat(batch.room()).isZero();
        assertThatThrownBy(() -> batch.add(0)).isInstanceOf(IllegalArgumentException.class);
        assertDigests(batch, inputs);
    }

    /** What was read beyond the end of an input, or is left of the last batch, is no part of any. */
    @Test
    void takesNoByteFromBehindAnInput() {
        Blake3Batch batch = new Blake3Batch(MODE, Blake3Form.best());
        byte[] input = TestRandom.bytes(2, 1500);
        java.util.Arrays.fill(batch.buffer(), (byte) 7);
        add(batch, input);
        add(batch, new byte[0]);
        assertDigests(batch, List.of(input, new byte[0]));
    }

    @Test
    void hasNoDigestsWithoutInputs() {
        Blake3Batch batch = new Blake3Batch(MODE, Blake3Form.best());
        batch.digestsInto(new byte[0], 0);
        assertThat(batch.size()).isZero();
    }

    @Test
    void refusesWhatHasNoRoom() {
        Blake3Batch batch = new Blake3Batch(MODE, Blake3Form.best());
        assertThatThrownBy(() -> batch.add(Blake3Batch.CAPACITY_BYTES + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> batch.add(-1)).isInstanceOf(IllegalArgumentException.class);
        batch.add(1);
        assertThatThrownBy(() -> batch.digestsInto(new byte[31], 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static void add(Blake3Batch batch, byte[] input) {
        System.arraycopy(input, 0, batch.buffer(), batch.offset(), input.length);
        batch.add(input.length);
    }

    private void assertDigests(Blake3Batch batch, List<byte[]> inputs) {
        assertThat(batch.size()).isEqualTo(inputs.size());
        byte[] out = new byte[3 + inputs.size() * ContentDigest.BYTES];
        batch.digestsInto(out, 3);
        for (int i = 0; i < inputs.size(); i++) {
            byte[] input = inputs.get(i);
            for (int at = 0; at < input.length; at += 64) {
                reference.update(input, at, Math.min(64, input.length - at));
            }
            assertThat(ContentDigest.of(out, 3 + i * ContentDigest.BYTES))
                    .as("input %d of %d bytes", i, input.length)
                    .isEqualTo(reference.digest());
        }
        assertThat(batch.size()).isZero();
        assertThat(batch.room()).isEqualTo(Blake3Batch.CAPACITY_BYTES);
    }
}
