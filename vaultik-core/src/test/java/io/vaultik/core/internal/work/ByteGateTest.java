package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.fault.CancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteGateTest {
    @Test
    void letsInWhatFitsTogether() throws Exception {
        ByteGate gate = new ByteGate(100);
        AtomicLong inside = new AtomicLong();
        AtomicLong most = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                long bytes = i % 61;
                running.add(threads.submit(() -> {
                    gate.enter(bytes);
                    most.accumulateAndGet(inside.addAndGet(bytes), Math::max);
                    Thread.onSpinWait();
                    inside.addAndGet(-bytes);
                    gate.leave(bytes);
                    return true;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(most.get()).isBetween(1L, 100L);
    }

    @Test
    void whatIsLargerThanAllGoesInAlone() throws CancelledException {
        ByteGate gate = new ByteGate(10);
        gate.enter(1_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> gate.enter(1)).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
        gate.leave(1_000);
        gate.enter(10);
        gate.leave(10);
    }
}
