package io.vaultik.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * How far an operation has come.
 *
 * @param phase what it is doing now
 * @param itemsDone entries that are finished
 * @param itemsTotal entries in all, or -1 while that is not known
 * @param bytesDone bytes of content that are finished
 * @param bytesTotal bytes of content in all, or -1 while that is not known
 * @param elapsed time since the operation began
 * @param last whether this is the final call
 * @since 0.1
 */
public record Progress(
        Phase phase, long itemsDone, long itemsTotal, long bytesDone, long bytesTotal, Duration elapsed, boolean last) {

    /**
     * Returns the mean rate so far.
     *
     * @return bytes per second, 0 at the very start
     */
    public double bytesPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds > 0 ? bytesDone / seconds : 0;
    }

    /**
     * Estimates the time left from the mean rate.
     *
     * @return the estimate, or empty while totals are not known or nothing is done
     */
    public Optional<Duration> remaining() {
        double rate = bytesPerSecond();
        if (bytesTotal < 0 || rate <= 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) (Math.max(0, bytesTotal - bytesDone) / rate * 1000)));
    }
}
