package io.vaultik.core.storage;

import java.time.Duration;

/**
 * How often and how soon a failed call is repeated: after the n-th failure a random time between 0 and {@code base} times 2
 * to the n-1, at most {@code cap}, or what the storage asked for if that is longer.
 *
 * @param attempts how often a call is tried at most, the first time included, at least 1
 * @param base the longest wait after the first failure
 * @param cap the longest wait of all
 * @param deadline how long after its start a call may be repeated; a wait that would end later is not begun
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and full
 *     jitter</a>
 * @since 0.1
 */
public record RetryPolicy(int attempts, Duration base, Duration cap, Duration deadline) {
    /**
     * Checks the values.
     *
     * @param attempts at least 1
     * @param base between 0 and a day
     * @param cap between 0 and a day
     * @param deadline between 0 and a day
     * @throws IllegalArgumentException if there is no attempt, or a duration is negative or longer than a day
     */
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("a call is tried at least once, not " + attempts + " times");
        }
        check("base", base);
        check("cap", cap);
        check("deadline", deadline);
    }

    /**
     * Returns what the engine uses: 5 attempts, 250 ms base, 30 s cap, 10 minutes in all.
     *
     * @return the policy
     */
    public static RetryPolicy standard() {
        return new RetryPolicy(5, Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    /**
     * Returns the policy that repeats nothing.
     *
     * @return the policy
     */
    public static RetryPolicy none() {
        return new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** Returns the longest wait after so many failures. */
    Duration longestWait(int failures) {
        // A day in nanoseconds has 47 bits, so that 16 doublings neither overflow nor leave the cap unreached.
        long nanos = base.toNanos() << Math.min(failures - 1, 16);
        return nanos > cap.toNanos() ? cap : Duration.ofNanos(nanos);
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(name + " lies between 0 and a day, not " + value);
        }
    }
}
