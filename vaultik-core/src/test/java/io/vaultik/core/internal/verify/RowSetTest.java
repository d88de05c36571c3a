package io.vaultik.core.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowSetTest {
    @Test
    void hasWhatItWasMadeOfWhetherRowsAreManyOrFew() {
        Random random = TestRandom.seeded("RowSetTest");
        for (int i = 0; i < 300; i++) {
            int[] rows = random.ints(random.nextInt(200), 0, 1 + random.nextInt(20_000))
                    .distinct()
                    .toArray();
            Set<Integer> expected = IntStream.of(rows).boxed().collect(Collectors.toSet());
            RowSet set = RowSet.of(rows);
            assertThat(set.stream().boxed().toList()).isSorted().containsExactlyInAnyOrderElementsOf(expected);
            for (int row = 0; row < 20_000; row += 1 + random.nextInt(50)) {
                assertThat(set.has(row)).isEqualTo(expected.contains(row));
            }
        }
        assertThat(RowSet.NONE.has(0)).isFalse();
        assertThat(RowSet.NONE.stream()).isEmpty();
    }
}
