package io.vaultik.examples.cli;

import io.vaultik.repository.RetentionPolicy;
import java.time.Period;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which snapshots stay. */
final class PolicyChoice {
    @Option(names = "--keep-latest", description = "Keep the last snapshot of each source only.")
    private boolean latest;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            description = "Remove what is older than 30d, 2w, 6m (months) or 1y, counted back from the newest"
                    + " snapshot of the source.")
    private @Nullable Period olderThan;

    @Option(names = "--keep-last", paramLabel = "N", description = "Keep the last N snapshots.")
    private @Nullable Integer last;

    @Option(names = "--keep-hourly", paramLabel = "N", description = "Keep the newest of each of N hours.")
    private @Nullable Integer hourly;

    @Option(names = "--keep-daily", paramLabel = "N", description = "Keep the newest of each of N days.")
    private @Nullable Integer daily;

    @Option(names = "--keep-weekly", paramLabel = "N", description = "Keep the newest of each of N weeks.")
    private @Nullable Integer weekly;

    @Option(names = "--keep-monthly", paramLabel = "N", description = "Keep the newest of each of N months.")
    private @Nullable Integer monthly;

    @Option(names = "--keep-yearly", paramLabel = "N", description = "Keep the newest of each of N years.")
    private @Nullable Integer yearly;

    @Option(names = "--keep-within", paramLabel = "AGE", description = "Keep everything that is not older.")
    private @Nullable Period within;

    @Option(
            names = "--keep-at-least",
            paramLabel = "N",
            description = "Whatever the rules say, leave the last N snapshots of each source.")
    private @Nullable Integer atLeast;

    /**
     * Returns the policy.
     *
     * @throws UsageException if the options say nothing, or two things
     */
    RetentionPolicy policy() {
        RetentionPolicy.Builder policy = RetentionPolicy.builder();
        boolean byRules = addRules(policy);
        int ways = (latest ? 1 : 0) + (olderThan != null ? 1 : 0) + (byRules ? 1 : 0);
        if (ways != 1) {
            throw new UsageException(
                    "say what is kept: either --keep-latest, or --older-than AGE, or some of --keep-last,"
                            + " --keep-hourly, --keep-daily, --keep-weekly, --keep-monthly, --keep-yearly, --keep-within");
        }
        return UsageException.checked(() -> {
            if (latest) {
                policy.keepLast(1);
            }
            if (olderThan != null) {
                policy.keepWithin(olderThan);
            }
            set(atLeast, policy::keepAtLeast);
            return policy.build();
        });
    }

    private boolean addRules(RetentionPolicy.Builder policy) {
        boolean any = set(last, policy::keepLast);
        any |= set(hourly, policy::keepHourly);
        any |= set(daily, policy::keepDaily);
        any |= set(weekly, policy::keepWeekly);
        any |= set(monthly, policy::keepMonthly);
        any |= set(yearly, policy::keepYearly);
        if (within != null) {
            policy.keepWithin(within);
        }
        return any || within != null;
    }

    private static boolean set(@Nullable Integer count, IntFunction<RetentionPolicy.Builder> rule) {
        if (count == null) {
            return false;
        }
        UsageException.checked(() -> rule.apply(count));
        return true;
    }
}
