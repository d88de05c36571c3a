package io.vaultik.core.internal.retain;

import io.vaultik.repository.KeptBy;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Snapshots and policies at random, with a liking for the edges of the calendar and for clocks that are wrong. */
final class RandomSnapshots {
    private static final List<Instant> EDGES = List.of(
            Instant.parse("2024-02-29T00:00:00Z"),
            Instant.parse("2024-03-01T00:00:00Z"),
            Instant.parse("2024-12-30T00:00:00Z"),
            Instant.parse("2025-01-01T00:00:00Z"),
            Instant.parse("2025-03-31T12:00:00Z"),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-04T00:00:00Z"));
    private static final int[] SPREADS = {2, 3_700, 90_000, 700_000, 3_000_000, 40_000_000};

    private RandomSnapshots() {}

    static List<SnapshotSummary> of(Random random) {
        List<Instant> made = new ArrayList<>();
        int count = random.nextInt(25);
        for (int i = 0; i < count; i++) {
            made.add(time(random));
        }
        made.sort(Comparator.naturalOrder());
        List<SnapshotSummary> snapshots = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant created = random.nextInt(8) == 0 ? time(random) : made.get(i);
            SnapshotStatus status = random.nextInt(4) == 0 ? SnapshotStatus.PARTIAL : SnapshotStatus.COMPLETE;
            String series = random.nextInt(4) == 0 ? "b" : "a";
            String id = RetentionTest.id(made.get(i)) + "-host-" + (10 + i);
            snapshots.add(RetentionTest.summary(id, series, created, status, random.nextInt(10) == 0));
        }
        return snapshots;
    }

    static Instant time(Random random) {
        Instant edge = EDGES.get(random.nextInt(EDGES.size()));
        int spread = SPREADS[random.nextInt(SPREADS.length)];
        return edge.plusSeconds(random.nextInt(2 * spread) - spread);
    }

    static RetentionPolicy.Builder policy(Random random, boolean mayBeEmpty) {
        RetentionPolicy.Builder policy = RetentionPolicy.builder();
        boolean any = mayBeEmpty;
        do {
            for (KeptBy rule : KeptBy.values()) {
                if (random.nextInt(4) == 0) {
                    any |= set(policy, rule, 1 + random.nextInt(4), age(random)) && rule != KeptBy.AT_LEAST;
                }
            }
        } while (!any);
        return policy;
    }

    /** Returns a policy with the same rules and more, or greater ones. */
    static RetentionPolicy more(RetentionPolicy policy, Random random) {
        RetentionPolicy.Builder more = policy(random, true);
        for (KeptBy rule : KeptBy.values()) {
            int count = rule == KeptBy.WITHIN ? 0 : policy.count(rule).orElse(0);
            if (count > 0) {
                set(more, rule, count + random.nextInt(3), Period.ZERO);
            }
        }
        policy.within().ifPresent(age -> more.keepWithin(age.plusDays(random.nextInt(40))));
        return more.build();
    }

    private static Period age(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Period.ofDays(1 + random.nextInt(60));
            case 1 -> Period.ofMonths(1 + random.nextInt(14));
            default -> Period.of(random.nextInt(2), random.nextInt(3), 1 + random.nextInt(3));
        };
    }

    private static boolean set(RetentionPolicy.Builder policy, KeptBy rule, int count, Period age) {
        switch (rule) {
            case LAST -> policy.keepLast(count);
            case HOURLY -> policy.keepHourly(count);
            case DAILY -> policy.keepDaily(count);
            case WEEKLY -> policy.keepWeekly(count);
            case MONTHLY -> policy.keepMonthly(count);
            case YEARLY -> policy.keepYearly(count);
            case AT_LEAST -> policy.keepAtLeast(count);
            case WITHIN -> policy.keepWithin(age);
            default -> {
                return false;
            }
        }
        return true;
    }
}
