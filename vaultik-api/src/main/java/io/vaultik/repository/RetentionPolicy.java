package io.vaultik.repository;

import java.time.Period;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots stay. A snapshot stays if any rule keeps it. Immutable; made by {@link #builder()}.
 *
 * <p><b>Series.</b> Each series is judged by itself, by time and id alone.
 *
 * <p><b>Calendar.</b> Periods are those of UTC; weeks begin on Monday (ISO 8601). A rule that keeps <i>n</i> days keeps the newest
 * snapshot of each of the <i>n</i> latest days <em>that have one</em>: days without snapshots do not count. Nothing is measured from the
 * present, so that a clock which runs wrong changes no verdict; {@link Builder#keepWithin} is measured from the newest snapshot.
 *
 * <p><b>Partial snapshots.</b> Only complete ones count. A partial one stays if {@link Builder#keepWithin} covers it; those that are
 * newer than the newest complete one are judged by the same rules among themselves. So they never push out a complete one, and the
 * newest stays until a complete one follows.
 *
 * <p><b>The future.</b> A snapshot that is dated in the future stays and does not count.
 *
 * @since 0.1
 */
public final class RetentionPolicy {
    private final Map<KeptBy, Integer> counts;
    private final Optional<Period> within;

    private RetentionPolicy(Builder builder) {
        this.counts = Map.copyOf(builder.counts);
        this.within = Optional.ofNullable(builder.within);
    }

    /**
     * Starts a policy.
     *
     * @return a builder without a rule
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how many snapshots a rule keeps.
     *
     * @param rule one of the rules that count, {@link KeptBy#LAST} to {@link KeptBy#YEARLY}, or {@link KeptBy#AT_LEAST}
     * @return the number, at least 1; empty if the policy has no such rule
     */
    public OptionalInt count(KeptBy rule) {
        Integer count = counts.get(rule);
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /**
     * Returns up to which age every snapshot stays.
     *
     * @return the age, if there is such a rule
     */
    public Optional<Period> within() {
        return within;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RetentionPolicy policy && counts.equals(policy.counts) && within.equals(policy.within);
    }

    @Override
    public int hashCode() {
        return counts.hashCode() * 31 + within.hashCode();
    }

    @Override
    public String toString() {
        Map<KeptBy, Integer> ordered = new EnumMap<>(KeptBy.class);
        ordered.putAll(counts);
        return "RetentionPolicy[" + ordered
                + within.map(age -> ", within " + age).orElse("") + "]";
    }

    /** Collects rules. A rule that is set twice has the later value. Not thread-safe. */
    public static final class Builder {
        private final Map<KeptBy, Integer> counts = new EnumMap<>(KeptBy.class);
        private @Nullable Period within;

        private Builder() {}

        /**
         * Keeps the newest snapshots.
         *
         * @param snapshots how many, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepLast(int snapshots) {
            return count(KeptBy.LAST, snapshots);
        }

        /**
         * Keeps the newest snapshot of each hour.
         *
         * @param hours of how many hours, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepHourly(int hours) {
            return count(KeptBy.HOURLY, hours);
        }

        /**
         * Keeps the newest snapshot of each day.
         *
         * @param days of how many days, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepDaily(int days) {
            return count(KeptBy.DAILY, days);
        }

        /**
         * Keeps the newest snapshot of each week.
         *
         * @param weeks of how many weeks, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepWeekly(int weeks) {
            return count(KeptBy.WEEKLY, weeks);
        }

        /**
         * Keeps the newest snapshot of each month.
         *
         * @param months of how many months, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepMonthly(int months) {
            return count(KeptBy.MONTHLY, months);
        }

        /**
         * Keeps the newest snapshot of each year.
         *
         * @param years of how many years, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepYearly(int years) {
            return count(KeptBy.YEARLY, years);
        }

        /**
         * Keeps every snapshot that is not older than an age, counted back by the calendar from the newest complete snapshot of its
         * series (from the 31st, a month leads to the last day of the month before).
         *
         * @param age more than nothing, such as {@code Period.ofDays(30)}
         * @return this
         * @throws IllegalArgumentException if it is nothing, or a part of it is negative
         */
        public Builder keepWithin(Period age) {
            if (age.isZero() || age.isNegative()) {
                throw new IllegalArgumentException("an age is more than nothing, and no part of it is negative");
            }
            this.within = age;
            return this;
        }

        /**
         * Never leaves fewer snapshots of a series than this, whatever the rules say: a limit of what goes, and no rule by itself.
         *
         * @param snapshots how many of the newest stay, at least 1
         * @return this
         * @throws IllegalArgumentException if it is less
         */
        public Builder keepAtLeast(int snapshots) {
            return count(KeptBy.AT_LEAST, snapshots);
        }

        /**
         * Makes the policy.
         *
         * @return an immutable policy
         * @throws IllegalArgumentException if it has no rule: it would delete everything
         */
        public RetentionPolicy build() {
            boolean limitOnly = counts.keySet().stream().allMatch(rule -> rule == KeptBy.AT_LEAST);
            if (limitOnly && within == null) {
                throw new IllegalArgumentException("a policy needs a rule that keeps something");
            }
            return new RetentionPolicy(this);
        }

        private Builder count(KeptBy rule, int count) {
            if (count < 1) {
                throw new IllegalArgumentException("a rule keeps at least 1, not " + count);
            }
            counts.put(rule, count);
            return this;
        }
    }
}
