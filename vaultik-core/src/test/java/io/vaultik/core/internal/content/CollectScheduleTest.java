package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.content.CollectModel.Rule;
import io.vaultik.core.internal.schedule.Campaign;
import io.vaultik.core.internal.schedule.Counts;
import java.util.List;
import java.util.Optional;
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
        Counts counts = new Counts();
        assertThat(Campaign.run(name, schedules, seed -> CollectModel.run(seed, null, counts)))
                .isEmpty();
        System.out.println(schedules + " schedules: " + counts);
        counts.require(List.of("pushed", "was there", "refused", "deleted", "collected", "blocked", "dead"));
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatIsSwitchedOffLosesData(Rule rule) throws Exception {
        Counts counts = new Counts();
        Optional<Campaign.Loss> loss =
                Campaign.run("without " + rule, UNTIL_CAUGHT, seed -> CollectModel.run(seed, rule, counts));
        assertThat(loss).isPresent();
        System.out.println("without " + rule + ": caught in schedule "
                + loss.orElseThrow().schedule() + ": " + loss.orElseThrow().what());
    }
}
