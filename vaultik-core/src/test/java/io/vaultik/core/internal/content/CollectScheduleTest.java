package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.content.CollectModel.Rule;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes, synchronisations, deletions and collections, the real ones, in every order that a seed gives. */
class CollectScheduleTest {
    private static final int SCHEDULES = 10_000;
    private static final int CAMPAIGN = 1_000_000;
    private static final int UNTIL_CAUGHT = 200_000;

    @Test
    void nothingNamedIsLostAndNothingElseIsLeft() throws Exception {
        run("collect schedules", SCHEDULES);
    }

    @Test
    @Tag("campaign")
    void nothingNamedIsLostInAMillionSchedules() throws Exception {
        run("collect schedules of the campaign", CAMPAIGN);
    }

    private static void run(String name, int schedules) throws Exception {
        Random seeds = TestRandom.seeded(name);
        CollectModel.Counts counts = new CollectModel.Counts();
        for (int i = 0; i < schedules; i++) {
            long seed = seeds.nextLong();
            assertThat(CollectModel.run(seed, null, counts))
                    .as("schedule %d, seed %d", i, seed)
                    .isEmpty();
        }
        System.out.println(schedules + " schedules: " + counts);
        counts.requireAll();
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatIsSwitchedOffLosesData(Rule rule) throws Exception {
        Random seeds = TestRandom.seeded("without " + rule);
        CollectModel.Counts counts = new CollectModel.Counts();
        for (int i = 1; i <= UNTIL_CAUGHT; i++) {
            String loss = CollectModel.run(seeds.nextLong(), rule, counts).orElse("");
            if (!loss.isEmpty()) {
                System.out.println("without " + rule + ": caught in schedule " + i + ": " + loss);
                return;
            }
        }
        throw new AssertionError("without " + rule + " nothing was lost in " + UNTIL_CAUGHT + " schedules");
    }
}
