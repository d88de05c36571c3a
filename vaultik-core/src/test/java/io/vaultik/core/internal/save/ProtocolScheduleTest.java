package io.vaultik.core.internal.save;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.schedule.Campaign;
import io.vaultik.core.internal.schedule.Counts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writers, copiers, repackers, restorers, maintainers, deletions and revocations in every order that a seed gives. */
class ProtocolScheduleTest {
    private static final int SCHEDULES = Integer.getInteger("vaultik.schedules.protocol", 100_000);
    private static final int COMPARED = 300;
    private static final int CAMPAIGN = 2_000_000;
    private static final int UNTIL_CAUGHT = 200_000;

    @Test
    void nothingAcknowledgedIsLostAndNothingElseIsLeft() throws Exception {
        run("protocol schedules", SCHEDULES);
    }

    @Test
    @Tag("campaign")
    void nothingIsLostInMillionsOfSchedules() throws Exception {
        run("protocol schedules of the campaign", CAMPAIGN);
    }

    private static void run(String name, int schedules) throws Exception {
        Counts counts = new Counts();
        assertThat(Campaign.run(name, schedules, seed -> ProtocolModel.run(seed, null, counts)))
                .isEmpty();
        System.out.println(schedules + " schedules of the protocol: " + counts);
        counts.require(List.of(
                "made",
                "used again",
                "killed",
                "unknown",
                "revoked",
                "refused",
                "deleted",
                "collected",
                "blocked",
                "dead",
                "late",
                "too late",
                "copied",
                "repacked",
                "restored",
                "left over"));
    }

    @Test
    void theCatalogDoesWhatThePlainRowsDo() throws Exception {
        Counts counts = new Counts();
        assertThat(Campaign.run("protocol schedules compared", COMPARED, seed -> ProtocolModel.compare(seed, counts)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aRuleThatIsSwitchedOffLosesData(ProtocolRule rule) throws Exception {
        Counts counts = new Counts();
        Optional<Campaign.Loss> loss =
                Campaign.run("without " + rule, UNTIL_CAUGHT, seed -> ProtocolModel.run(seed, rule, counts));
        assertThat(loss).isPresent();
        System.out.println("without " + rule + ": caught in schedule "
                + loss.orElseThrow().schedule() + ": " + loss.orElseThrow().what());
    }
}
