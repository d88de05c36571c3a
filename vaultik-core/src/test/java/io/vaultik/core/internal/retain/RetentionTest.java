package io.vaultik.core.internal.retain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.repository.KeptBy;
import io.vaultik.repository.PurgePlan;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which snapshots a policy keeps. */
class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-06-15T12:00:00Z");
    private static final DateTimeFormatter ID =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int RANDOM_CASES = 4_000;

    private final List<SnapshotSummary> snapshots = new ArrayList<>();

    @Test
    void keepsTheLastOnes() {
        made("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        assertThat(stay(RetentionPolicy.builder().keepLast(2))).containsExactly("2026-01-02", "2026-01-03");
        assertThat(stay(RetentionPolicy.builder().keepLast(9))).hasSize(3);
    }

    @Test
    void keepsTheNewestOfEachOfTheLatestDaysThatHaveOne() {
        made(
                "2024-02-28T23:59:59Z",
                "2024-02-29T00:00:00Z",
                "2024-02-29T23:59:59Z",
                "2024-03-01T00:00:00Z",
                "2026-01-01T08:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepDaily(3)))
                .containsExactly("2024-02-29T23:59:59Z", "2024-03-01T00:00:00Z", "2026-01-01T08:00:00Z");
    }

    @Test
    void weeksBeginOnMondayAndGoOnOverTheNewYear() {
        made(
                "2024-12-29T23:59:59Z", // Sunday
                "2024-12-30T00:00:00Z", // Monday of week 1 of 2025
                "2025-01-05T23:59:59Z", // Sunday
                "2025-01-06T00:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepWeekly(3)))
                .containsExactly("2024-12-29T23:59:59Z", "2025-01-05T23:59:59Z", "2025-01-06T00:00:00Z");
        snapshots.clear();
        made("1969-12-28T12:00:00Z", "1969-12-29T12:00:00Z", "1970-01-04T12:00:00Z", "1970-01-05T12:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepWeekly(2)))
                .containsExactly("1970-01-04T12:00:00Z", "1970-01-05T12:00:00Z");
    }

    @Test
    void monthsAndYearsAreThoseOfTheCalendar() {
        made(
                "2023-12-31T23:59:59Z",
                "2024-01-01T00:00:00Z",
                "2024-01-31T23:59:59Z",
                "2024-02-01T00:00:00Z",
                "2024-02-29T23:59:59Z");
        assertThat(times(RetentionPolicy.builder().keepMonthly(2)))
                .containsExactly("2024-01-31T23:59:59Z", "2024-02-29T23:59:59Z");
        assertThat(times(RetentionPolicy.builder().keepYearly(2)))
                .containsExactly("2023-12-31T23:59:59Z", "2024-02-29T23:59:59Z");
    }

    @Test
    void agesAreCountedBackFromTheNewestByTheCalendar() {
        made("2024-02-28T23:59:59Z", "2024-02-29T12:00:00Z", "2024-03-31T12:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepWithin(Period.ofMonths(1))))
                .containsExactly("2024-02-29T12:00:00Z", "2024-03-31T12:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepWithin(Period.ofDays(30))))
                .containsExactly("2024-03-31T12:00:00Z");
        snapshots.clear();
        made("2023-02-28T11:59:59Z", "2023-02-28T12:00:00Z", "2024-02-29T12:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepWithin(Period.ofYears(1))))
                .containsExactly("2023-02-28T12:00:00Z", "2024-02-29T12:00:00Z");
    }

    @Test
    void eachSeriesIsJudgedByItself() {
        made("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        add("b", "2020-01-01T00:00:00Z", SnapshotStatus.COMPLETE, false);
        PurgePlan plan = judge(RetentionPolicy.builder().keepLast(1).build(), NOW);
        assertThat(plan.series()).hasSize(2);
        assertThat(plan.staying())
                .extracting(s -> s.created().toString())
                .containsExactlyInAnyOrder("2026-01-02T00:00:00Z", "2020-01-01T00:00:00Z");
        assertThat(plan.going()).hasSize(1);
    }

    @Test
    void aPartialSnapshotNeverPushesOutACompleteOne() {
        made("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        add("a", "2026-01-02T12:00:00Z", SnapshotStatus.PARTIAL, false);
        add("a", "2026-01-03T00:00:00Z", SnapshotStatus.PARTIAL, false);
        // Of the partial ones the last stays: nothing newer is whole.
        assertThat(times(RetentionPolicy.builder().keepLast(1)))
                .containsExactly("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepYearly(1)))
                .containsExactly("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
    }

    @Test
    void aPartialSnapshotGoesWhenACompleteOneFollows() {
        add("a", "2026-01-01T00:00:00Z", SnapshotStatus.PARTIAL, false);
        made("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepLast(9)))
                .containsExactly("2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepWithin(Period.ofDays(2))))
                .hasSize(3);
    }

    @Test
    void aSeriesOfPartialSnapshotsIsJudgedByTheSameRules() {
        for (int day = 1; day <= 9; day++) {
            add("a", "2026-01-0" + day + "T00:00:00Z", SnapshotStatus.PARTIAL, false);
        }
        assertThat(stay(RetentionPolicy.builder().keepDaily(2))).containsExactly("2026-01-08", "2026-01-09");
    }

    @Test
    void aSnapshotOfTheFutureStaysAndPushesNothingOut() {
        made("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2027-01-01T00:00:00Z");
        PurgePlan plan = judge(RetentionPolicy.builder().keepLast(1).build(), NOW);
        assertThat(plan.series().get(0).snapshots())
                .extracting(PurgePlan.Verdict::keptBy)
                .containsExactly(Set.of(), Set.of(KeptBy.LAST), Set.of(KeptBy.FUTURE));
        assertThat(times(RetentionPolicy.builder().keepWithin(Period.ofDays(1))))
                .containsExactly("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2027-01-01T00:00:00Z");
    }

    @Test
    void theClockOfThePurgeDecidesNothingButWhatIsTheFuture() {
        made("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z");
        RetentionPolicy policy =
                RetentionPolicy.builder().keepWithin(Period.ofDays(1)).build();
        assertThat(judge(policy, NOW.plus(Duration.ofDays(366)))).isEqualTo(judge(policy, NOW));
        // A year behind, everything is in the future, and stays.
        assertThat(judge(policy, NOW.minus(Duration.ofDays(366))).going()).isEmpty();
    }

    @Test
    void whatWasMadeLastStaysThoughItsClockWasAYearBehind() {
        made("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        SnapshotSummary behind = summary(
                "2026-01-02-000001-host", "a", Instant.parse("2025-01-02T00:00:00Z"), SnapshotStatus.COMPLETE, false);
        snapshots.add(behind);
        assertThat(judge(RetentionPolicy.builder().keepLast(1).build(), NOW).staying())
                .containsExactly(behind);
        PurgePlan daily = judge(RetentionPolicy.builder().keepDaily(1).build(), NOW);
        assertThat(daily.staying()).hasSize(2).contains(behind);
        assertThat(daily.series().get(0).snapshots().get(0).keptBy()).containsExactly(KeptBy.AT_LEAST);
    }

    @Test
    void aPinKeepsAndALimitKeeps() {
        add("a", "2020-01-01T00:00:00Z", SnapshotStatus.COMPLETE, true);
        made("2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepYearly(1)))
                .containsExactly("2020-01-01T00:00:00Z", "2026-01-01T02:00:00Z");
        assertThat(times(RetentionPolicy.builder().keepYearly(1).keepAtLeast(2)))
                .containsExactly("2020-01-01T00:00:00Z", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z");
    }

    @Test
    void aPolicyWithoutARuleIsRefused() {
        assertThatThrownBy(() -> RetentionPolicy.builder().build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetentionPolicy.builder().keepAtLeast(3).build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetentionPolicy.builder().keepLast(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetentionPolicy.builder().keepWithin(Period.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetentionPolicy.builder().keepWithin(Period.of(1, 0, -1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void verdictsAreThoseOfTheOracle() {
        Random random = TestRandom.seeded("RetentionTest");
        for (int i = 0; i < RANDOM_CASES; i++) {
            List<SnapshotSummary> all = RandomSnapshots.of(random);
            RetentionPolicy policy = RandomSnapshots.policy(random, false).build();
            Instant now = RandomSnapshots.time(random);
            requireRight(all, policy, now, random);
        }
    }

    private static void requireRight(List<SnapshotSummary> all, RetentionPolicy policy, Instant now, Random random) {
        Retention retention = new Retention(policy, now);
        PurgePlan plan = new PurgePlan(retention.judge(all));
        String what = policy + " at " + now + " of " + all;
        assertThat(keptBy(plan)).as(what).isEqualTo(new RetentionOracle(policy, now).kept(all));
        // In any order.
        List<SnapshotSummary> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        assertThat(new PurgePlan(retention.judge(shuffled))).as(what).isEqualTo(plan);
        // A second purge finds nothing.
        assertThat(new PurgePlan(retention.judge(plan.staying())).going())
                .as(what)
                .isEmpty();
        // More rules keep more.
        RetentionPolicy more = RandomSnapshots.more(policy, random);
        assertThat(new PurgePlan(new Retention(more, now).judge(all)).staying())
                .as("%s, then %s", what, more)
                .containsAll(plan.staying());
        // No complete series is emptied.
        plan.series().forEach(series -> assertThat(series.snapshots()).as(what).anyMatch(verdict -> !verdict.goes()));
    }

    private static Map<SnapshotId, Set<KeptBy>> keptBy(PurgePlan plan) {
        Map<SnapshotId, Set<KeptBy>> kept = new TreeMap<>();
        plan.series().forEach(series -> series.snapshots().stream()
                .filter(verdict -> !verdict.goes())
                .forEach(verdict -> kept.put(verdict.snapshot().id(), verdict.keptBy())));
        return kept;
    }

    private void made(String... times) {
        Arrays.stream(times).forEach(time -> add("a", time, SnapshotStatus.COMPLETE, false));
    }

    private void add(String series, String time, SnapshotStatus status, boolean pinned) {
        Instant at = Instant.parse(time);
        snapshots.add(summary(ID.format(at) + "-host", series, at, status, pinned));
    }

    static SnapshotSummary summary(String id, String series, Instant at, SnapshotStatus status, boolean pinned) {
        return new SnapshotSummary(
                SnapshotId.of(id), at, status, series, Optional.of("host"), Optional.empty(), 1, 1, 1, pinned);
    }

    static String id(Instant time) {
        return ID.format(time);
    }

    private PurgePlan judge(RetentionPolicy policy, Instant now) {
        return new PurgePlan(new Retention(policy, now).judge(snapshots));
    }

    private Collection<String> stay(RetentionPolicy.Builder policy) {
        return times(policy).stream().map(time -> time.substring(0, 10)).toList();
    }

    private List<String> times(RetentionPolicy.Builder policy) {
        return judge(policy.build(), NOW).staying().stream()
                .map(snapshot -> snapshot.created().toString())
                .collect(Collectors.toList());
    }
}
