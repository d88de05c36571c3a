package io.vaultik.core.internal.retain;

import io.vaultik.repository.KeptBy;
import io.vaultik.repository.RetentionPolicy;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The rules of retention once more, slowly: each verdict by itself, from the text of the api and with periods as texts. */
final class RetentionOracle {
    private static final Map<KeptBy, DateTimeFormatter> PERIODS = Map.of(
            KeptBy.HOURLY, pattern("uuuu-MM-dd HH"),
            KeptBy.DAILY, pattern("uuuu-MM-dd"),
            KeptBy.WEEKLY, DateTimeFormatter.ISO_WEEK_DATE.withZone(ZoneOffset.UTC),
            KeptBy.MONTHLY, pattern("uuuu-MM"),
            KeptBy.YEARLY, pattern("uuuu"));

    private final RetentionPolicy policy;
    private final Instant now;

    RetentionOracle(RetentionPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }

    /** Returns why each snapshot stays; those that go are not in it. */
    Map<SnapshotId, Set<KeptBy>> kept(Collection<SnapshotSummary> all) {
        Map<SnapshotId, Set<KeptBy>> kept = new TreeMap<>();
        for (SnapshotSummary one : all) {
            Set<KeptBy> reasons = reasons(
                    one,
                    all.stream()
                            .filter(other -> other.series().equals(one.series()))
                            .toList());
            if (!reasons.isEmpty()) {
                kept.put(one.id(), reasons);
            }
        }
        return kept;
    }

    private Set<KeptBy> reasons(SnapshotSummary one, List<SnapshotSummary> series) {
        Set<KeptBy> reasons = EnumSet.noneOf(KeptBy.class);
        if (one.pinned()) {
            reasons.add(KeptBy.PINNED);
        }
        if (one.created().isAfter(now)) {
            reasons.add(KeptBy.FUTURE);
            return reasons;
        }
        List<SnapshotSummary> past =
                series.stream().filter(s -> !s.created().isAfter(now)).toList();
        List<SnapshotSummary> complete =
                past.stream().filter(RetentionOracle::isComplete).toList();
        List<SnapshotSummary> fresh = past.stream()
                .filter(s -> !isComplete(s) && complete.stream().allMatch(c -> madeAfter(s, c)))
                .toList();
        if (complete.contains(one)) {
            count(one, complete, reasons);
        } else if (fresh.contains(one)) {
            count(one, fresh, reasons);
        }
        if (!complete.isEmpty() && !complete.contains(one) && isWithin(one, complete)) {
            reasons.add(KeptBy.WITHIN);
            reasons.remove(KeptBy.AT_LEAST);
        }
        return reasons;
    }

    private void count(SnapshotSummary one, List<SnapshotSummary> peers, Set<KeptBy> reasons) {
        long madeLater = peers.stream().filter(other -> madeAfter(other, one)).count();
        if (madeLater < policy.count(KeptBy.LAST).orElse(0)) {
            reasons.add(KeptBy.LAST);
        }
        PERIODS.forEach((rule, format) -> {
            boolean newest = peers.stream()
                    .noneMatch(other -> period(other, rule).equals(period(one, rule)) && later(other, one));
            long laterPeriods = peers.stream()
                    .filter(other -> later(other, one))
                    .map(other -> period(other, rule))
                    .filter(period -> !period.equals(period(one, rule)))
                    .distinct()
                    .count();
            if (newest && laterPeriods < policy.count(rule).orElse(0)) {
                reasons.add(rule);
            }
        });
        if (isWithin(one, peers)) {
            reasons.add(KeptBy.WITHIN);
        }
        if (reasons.isEmpty() && madeLater < policy.count(KeptBy.AT_LEAST).orElse(1)) {
            reasons.add(KeptBy.AT_LEAST);
        }
    }

    private boolean isWithin(SnapshotSummary one, List<SnapshotSummary> peers) {
        Instant newest = peers.stream()
                .map(SnapshotSummary::created)
                .max(Instant::compareTo)
                .orElseThrow();
        return policy.within().isPresent()
                && !one.created().isBefore(back(newest, policy.within().get()));
    }

    private static Instant back(Instant from, Period age) {
        LocalDateTime time = LocalDateTime.ofInstant(from, ZoneOffset.UTC);
        YearMonth month = YearMonth.from(time).minusMonths(age.toTotalMonths());
        LocalDateTime day = month.atDay(Math.min(time.getDayOfMonth(), month.lengthOfMonth()))
                .atTime(time.toLocalTime());
        return day.minus(age.withYears(0).withMonths(0)).toInstant(ZoneOffset.UTC);
    }

    private static String period(SnapshotSummary one, KeptBy rule) {
        String text = Objects.requireNonNull(PERIODS.get(rule)).format(one.created());
        return rule == KeptBy.WEEKLY ? text.substring(0, text.lastIndexOf('-')) : text;
    }

    private static boolean isComplete(SnapshotSummary one) {
        return one.status() == SnapshotStatus.COMPLETE;
    }

    private static boolean madeAfter(SnapshotSummary left, SnapshotSummary right) {
        return left.id().value().compareTo(right.id().value()) > 0;
    }

    private static boolean later(SnapshotSummary left, SnapshotSummary right) {
        int byTime = left.created().compareTo(right.created());
        return byTime > 0 || byTime == 0 && madeAfter(left, right);
    }
}
