package io.vaultik.core.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.CatalogCorruptException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberRunsTest {
    private final Random random = TestRandom.seeded("NumberRunsTest");

    private BitSet set(int size, double share) {
        BitSet set = new BitSet();
        for (int i = 0; i < size; i++) {
            if (random.nextDouble() < share) {
                set.set(i);
            }
        }
        return set;
    }

    private static BitSet set(int[] runs) {
        BitSet set = new BitSet();
        for (int i = 0; i < runs.length; i += 2) {
            assertThat(runs[i]).isLessThan(runs[i + 1]);
            set.set(runs[i], runs[i + 1]);
        }
        return set;
    }

    @Test
    void givesBackWhatItTook() throws CatalogCorruptException {
        for (int i = 0; i < 500; i++) {
            int size = random.nextInt(3_000);
            BitSet set = set(size, i % 5 / 4.0);
            assertThat(set(NumberRuns.decode(NumberRuns.encode(set), size))).isEqualTo(set);
        }
    }

    @Test
    void takesAboutABitForEachNumber() {
        assertThat(NumberRuns.encode(set(100_000, 1)).length).isLessThan(30);
        assertThat(NumberRuns.encode(set(100_000, 0.999)).length).isLessThan(600);
        assertThat(NumberRuns.encode(set(100_000, 0.5)).length).isLessThan(22_000);
    }

    @Test
    void refusesANumberThatThereIsNot() {
        BitSet set = new BitSet();
        set.set(3, 8);
        byte[] coded = NumberRuns.encode(set);
        assertThatThrownBy(() -> NumberRuns.decode(coded, 7)).isInstanceOf(CatalogCorruptException.class);
        assertThatThrownBy(() -> NumberRuns.decode(coded, 0)).isInstanceOf(CatalogCorruptException.class);
    }

    @Test
    void damagedBytesNameNothingOutsideOfTheTable() {
        int wrong = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] coded = NumberRuns.encode(set(1 + random.nextInt(200), 0.6));
            coded[random.nextInt(coded.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(coded, random.nextInt(coded.length)) : coded;
            try {
                int[] runs = NumberRuns.decode(cut, 200);
                assertThat(set(runs).length()).isLessThanOrEqualTo(200);
            } catch (CatalogCorruptException e) {
                wrong++;
            }
        }
        assertThat(wrong).isGreaterThan(1_000);
    }
}
