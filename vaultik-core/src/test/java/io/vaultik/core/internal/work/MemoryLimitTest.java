package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryLimitTest {
    @Test
    void grantsAllOfItAndNotAByteMore() {
        MemoryLimit limit = new MemoryLimit(100);
        assertThat(limit.tryAcquire(60)).isTrue();
        assertThat(limit.tryAcquire(41)).isFalse();
        assertThat(limit.tryAcquire(40)).isTrue();
        assertThat(limit.tryAcquire(0)).isTrue();
        assertThat(limit.available()).isZero();
        limit.release(100);
        assertThat(limit.available()).isEqualTo(100);
    }

    @Test
    void refusesAbsurdNumbers() {
        assertThatThrownBy(() -> new MemoryLimit(-1)).isInstanceOf(IllegalArgumentException.class);
        MemoryLimit limit = new MemoryLimit(100);
        assertThat(limit.tryAcquire(Long.MAX_VALUE)).isFalse();
        assertThatThrownBy(() -> limit.tryAcquire(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> limit.release(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> limit.release(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> limit.release(Long.MAX_VALUE)).isInstanceOf(IllegalStateException.class);
        assertThat(limit.available()).isEqualTo(100);
    }

    @Test
    void neverExceedsTheLimitUnderContention() throws InterruptedException {
        MemoryLimit limit = new MemoryLimit(10);
        AtomicLong held = new AtomicLong();
        AtomicLong most = new AtomicLong();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        for (int n = 0; n < 4; n++) {
            int bytes = n + 2;
            pool.execute(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (limit.tryAcquire(bytes)) {
                        most.accumulateAndGet(held.addAndGet(bytes), Math::max);
                        held.addAndGet(-bytes);
                        limit.release(bytes);
                    }
                }
            });
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isPositive().isLessThanOrEqualTo(10);
        assertThat(limit.available()).isEqualTo(10);
    }
}
