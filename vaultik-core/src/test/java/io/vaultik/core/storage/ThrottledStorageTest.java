package io.vaultik.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThrottledStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("a/b");

    private final Waiting clock = new Waiting();
    private final Throttle throttle = new Throttle(clock, clock::await);
    private final MemoryStorage memory = new MemoryStorage();
    private final ThrottledStorage storage = new ThrottledStorage(memory, throttle);

    /** A clock that goes on by waiting alone. */
    private static final class Waiting extends Clock {
        private Instant now = Instant.EPOCH;
        private int waits;

        void await(Duration time) {
            now = now.plus(time);
            waits++;
        }

        Duration elapsed() {
            return Duration.between(Instant.EPOCH, now);
        }

        @Override
        public Instant instant() {
            return now;
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

    @Test
    void waitsForNothingWithoutLimits() throws IOException {
        storage.put(KEY, ObjectBody.of(new byte[100_000]), PutMode.CREATE);
        try (ObjectContent content = storage.open(KEY)) {
            assertThat(content.stream().readAllBytes()).hasSize(100_000);
        }
        assertThat(clock.waits).isZero();
    }

    @Test
    void bytesOfBothDirectionsTakeTheirTime() throws IOException {
        throttle.bytesPerSecond(10_000);
        storage.put(KEY, ObjectBody.of(new byte[50_000]), PutMode.CREATE);
        assertThat(clock.elapsed()).isBetween(Duration.ofMillis(4_700), Duration.ofMillis(5_000));
        try (ObjectContent content = storage.open(KEY)) {
            content.stream().readAllBytes();
        }
        try (InputStream range = storage.read(KEY, 10_000, 20_000)) {
            for (int b = range.read(); b >= 0; b = range.read()) {
                assertThat(b).isZero();
            }
        }
        assertThat(clock.elapsed()).isBetween(Duration.ofMillis(11_700), Duration.ofMillis(12_000));
    }

    @Test
    void everyVerbIsARequest() throws IOException {
        throttle.requestsPerSecond(2);
        storage.put(KEY, ObjectBody.of(new byte[1]), PutMode.CREATE);
        storage.putAll(Map.of(KEY, ObjectBody.of(new byte[2])));
        storage.open(KEY).close();
        storage.read(KEY, 0, 1).close();
        storage.stat(KEY);
        storage.list("", info -> true);
        storage.delete(KEY);
        storage.deleteAll(List.of(KEY));
        storage.stat(KEY);
        assertThat(clock.elapsed()).isBetween(Duration.ofMillis(3_900), Duration.ofMillis(4_100));
    }

    @Test
    void anotherRateCountsFromNowOn() throws IOException {
        throttle.bytesPerSecond(1_000);
        storage.put(KEY, ObjectBody.of(new byte[2_000]), PutMode.CREATE);
        Duration slow = clock.elapsed();
        throttle.bytesPerSecond(100_000);
        storage.put(KEY, ObjectBody.of(new byte[20_000]), PutMode.REPLACE);
        assertThat(slow).isGreaterThan(Duration.ofMillis(1_700));
        assertThat(clock.elapsed().minus(slow)).isLessThan(Duration.ofMillis(350));
        throttle.bytesPerSecond(Throttle.UNLIMITED);
        Duration before = clock.elapsed();
        storage.put(KEY, ObjectBody.of(new byte[2_000_000]), PutMode.REPLACE);
        assertThat(clock.elapsed()).isEqualTo(before);
        assertThatIllegalArgumentException().isThrownBy(() -> throttle.bytesPerSecond(0));
        assertThatIllegalArgumentException().isThrownBy(() -> throttle.requestsPerSecond(-1));
    }

    @Test
    void whoWaitsTakesNoticeOfAnotherRateSoon() throws IOException {
        Throttle[] changing = new Throttle[1];
        Waiting time = new Waiting();
        changing[0] = new Throttle(time, wait -> {
            time.await(wait);
            if (time.waits == 3) {
                changing[0].requestsPerSecond(1_000_000);
            }
        });
        changing[0].requestsPerSecond(1);
        ThrottledStorage waiting = new ThrottledStorage(memory, changing[0]);
        for (int i = 0; i < 100; i++) {
            waiting.stat(KEY);
        }
        assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void anInterruptEndsAWait() {
        Throttle interrupted = new Throttle(clock, time -> {
            throw new InterruptedException();
        });
        interrupted.requestsPerSecond(1);
        ThrottledStorage waiting = new ThrottledStorage(memory, interrupted);
        assertThatThrownBy(() -> {
                    waiting.stat(KEY);
                    waiting.stat(KEY);
                })
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
        assertThat(Thread.interrupted()).isTrue();
    }
}
