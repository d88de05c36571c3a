package io.vaultik.core.internal.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes on with every question. For one thread at a time. */
public final class Ticks extends Clock {
    private final long step;
    private long millis = 1_767_000_000_000L;

    /** Makes a clock that goes on by so many milliseconds. */
    public Ticks(long stepMillis) {
        this.step = stepMillis;
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        millis += time.toMillis();
    }

    @Override
    public Instant instant() {
        millis += step;
        return Instant.ofEpochMilli(millis);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
