package io.vaultik.core.internal.retain;

import io.vaultik.repository.KeptBy;
import io.vaultik.repository.PurgePlan.Series;
import io.vaultik.repository.PurgePlan.Verdict;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** What a policy says of snapshots. Pure: the same snapshots in any order give the same verdicts. Thread-safe. */
final class Retention {
    private static final Comparator<SnapshotSummary> BY_TIME =
            Comparator.comparing(SnapshotSummary::created).thenComparing(SnapshotSummary::id);

    /** Ids begin with a time that never goes back on a host, whatever its clock does. */
    private static final Comparator<SnapshotSummary> BY_MAKING = Comparator.comparing(SnapshotSummary::id);

    private static final int DAYS_FROM_MONDAY_TO_EPOCH = 3;

    private final RetentionPolicy policy;
    private final Instant now;

    /**
     * Makes a judge.
     *
     * @param policy the rules
     * @param now what is later lies in the future; nothing else depends on it
     */
    Retention(RetentionPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    /** Judges all snapshots, each series by itself. */
    List<Series> judge(Collection<SnapshotSummary> snapshots) {
        Map<String, List<SnapshotSummary>> bySeries = new TreeMap<>();
        snapshots.stream().sorted(BY_TIME).forEach(snapshot -> bySeries.computeIfAbsent(
                        snapshot.series(), id -> new ArrayList<>())
                .add(snapshot));
        List<Series> judged = new ArrayList<>();
        bySeries.forEach((id, oldestFirst) -> judged.add(series(id, oldestFirst)));
        judged.sort(Comparator.comparing((Series one) -> one.host().orElse(""))
                .thenComparing(one -> one.name().orElse(""))
                .thenComparing(Series::id));
        return judged;
    }

    private Series series(String id, List<SnapshotSummary> oldestFirst) {
        Judgement judgement = new Judgement(oldestFirst);
        List<Verdict> verdicts = oldestFirst.stream()
                .map(snapshot -> new Verdict(snapshot, judgement.keptBy(snapshot)))
                .toList();
        SnapshotSummary newest = oldestFirst.get(oldestFirst.size() - 1);
        return new Series(id, newest.host(), newest.name(), verdicts);
    }

    /** The verdicts on one series. */
    private final class Judgement {
        private final Map<SnapshotSummary, Set<KeptBy>> kept = new HashMap<>();

        Judgement(List<SnapshotSummary> snapshots) {
            List<SnapshotSummary> complete = new ArrayList<>();
            List<SnapshotSummary> partial = new ArrayList<>();
            for (SnapshotSummary snapshot : snapshots) {
                if (snapshot.pinned()) {
                    keep(snapshot, KeptBy.PINNED);
                }
                if (snapshot.created().isAfter(now)) {
                    keep(snapshot, KeptBy.FUTURE);
                } else {
                    (snapshot.status() == SnapshotStatus.COMPLETE ? complete : partial).add(snapshot);
                }
            }
            apply(complete);
            if (complete.isEmpty()) {
                apply(partial);
            } else {
                applyToPartial(complete, partial);
            }
        }

        Set<KeptBy> keptBy(SnapshotSummary snapshot) {
            return kept.getOrDefault(snapshot, Set.of());
        }

        private void keep(SnapshotSummary snapshot, KeptBy rule) {
            kept.computeIfAbsent(snapshot, s -> EnumSet.noneOf(KeptBy.class)).add(rule);
        }

        /** Those made after every complete one may hold what no other snapshot does: they are judged among themselves. */
        private void applyToPartial(List<SnapshotSummary> complete, List<SnapshotSummary> partial) {
            keepWithin(Collections.max(complete, BY_TIME), partial);
            SnapshotSummary last = Collections.max(complete, BY_MAKING);
            apply(partial.stream()
                    .filter(snapshot -> BY_MAKING.compare(snapshot, last) > 0)
                    .toList());
        }

        private void apply(List<SnapshotSummary> candidates) {
            if (candidates.isEmpty()) {
                return;
            }
            keepMadeLast(KeptBy.LAST, candidates, policy.count(KeptBy.LAST).orElse(0));
            List<SnapshotSummary> newestFirst =
                    candidates.stream().sorted(BY_TIME.reversed()).toList();
            newestOfEach(KeptBy.HOURLY, newestFirst, Retention::hour);
            newestOfEach(KeptBy.DAILY, newestFirst, at -> day(at).toEpochDay());
            newestOfEach(KeptBy.WEEKLY, newestFirst, Retention::week);
            newestOfEach(KeptBy.MONTHLY, newestFirst, at -> day(at).getYear() * 12L + day(at).getMonthValue());
            newestOfEach(KeptBy.YEARLY, newestFirst, at -> day(at).getYear());
            keepWithin(newestFirst.get(0), newestFirst);
            keepAtLeast(candidates);
        }

        private void keepMadeLast(KeptBy rule, List<SnapshotSummary> candidates, int count) {
            candidates.stream().sorted(BY_MAKING.reversed()).limit(count).forEach(snapshot -> keep(snapshot, rule));
        }

        /** The limit is named only where no rule keeps a snapshot. */
        private void keepAtLeast(List<SnapshotSummary> candidates) {
            candidates.stream()
                    .sorted(BY_MAKING.reversed())
                    .limit(policy.count(KeptBy.AT_LEAST).orElse(1))
                    .filter(snapshot -> keptBy(snapshot).isEmpty())
                    .toList()
                    .forEach(snapshot -> keep(snapshot, KeptBy.AT_LEAST));
        }

        private void newestOfEach(KeptBy rule, List<SnapshotSummary> newestFirst, ToLongFunction<Instant> period) {
            int left = policy.count(rule).orElse(0);
            long last = 0;
            boolean first = true;
            for (SnapshotSummary snapshot : newestFirst) {
                long its = period.applyAsLong(snapshot.created());
                if (left > 0 && (first || its != last)) {
                    keep(snapshot, rule);
                    left--;
                }
                first = false;
                last = its;
            }
        }

        private void keepWithin(SnapshotSummary anchor, List<SnapshotSummary> candidates) {
            policy.within().ifPresent(age -> {
                Instant oldest =
                        anchor.created().atOffset(ZoneOffset.UTC).minus(age).toInstant();
                candidates.stream()
                        .filter(snapshot -> !snapshot.created().isBefore(oldest))
                        .forEach(snapshot -> keep(snapshot, KeptBy.WITHIN));
            });
        }
    }

    private static LocalDate day(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static long hour(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 3600L);
    }

    /** The first day of the epoch was a Thursday. */
    private static long week(Instant at) {
        return Math.floorDiv(day(at).toEpochDay() + DAYS_FROM_MONDAY_TO_EPOCH, 7L);
    }
}
