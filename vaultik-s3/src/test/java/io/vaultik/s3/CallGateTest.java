package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallGateTest {
    @Test
    void halvesOnceForCallsThatRanTogether() throws InterruptedException {
        CallGate gate = new CallGate(64);
        List<Long> tickets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tickets.add(gate.enter());
        }
        for (long ticket : tickets) {
            gate.leave(ticket, true);
        }
        assertThat(gate.limit()).isEqualTo(32);
        gate.leave(gate.enter(), true);
        assertThat(gate.limit()).isEqualTo(16);
    }

    @Test
    void neverGoesBelowOneAndComesBack() throws InterruptedException {
        CallGate gate = new CallGate(8);
        for (int i = 0; i < 20; i++) {
            gate.leave(gate.enter(), true);
        }
        assertThat(gate.limit()).isEqualTo(1);

        int calls = 0;
        while (gate.limit() < 8) {
            gate.leave(gate.enter(), false);
            calls++;
        }
        assertThat(calls).isBetween(8, 64);
        for (int i = 0; i < 100; i++) {
            gate.leave(gate.enter(), false);
        }
        assertThat(gate.limit()).isEqualTo(8);
    }

    @Test
    void letsNoMoreInThanItsLimit() throws Exception {
        CallGate gate = new CallGate(3);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(12);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                calls.add(pool.submit(() -> {
                    long ticket = gate.enter();
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    running.decrementAndGet();
                    gate.leave(ticket, false);
                    return true;
                }));
            }
            for (Future<?> call : calls) {
                assertThat(call.get()).isEqualTo(true);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void endsAWaitWithTheInterrupt() throws Exception {
        CallGate gate = new CallGate(1);
        long ticket = gate.enter();
        CountDownLatch begun = new CountDownLatch(1);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<?> waiting = pool.submit(() -> {
                begun.countDown();
                return gate.enter();
            });
            begun.await();
            pool.shutdownNow();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
        } finally {
            pool.shutdownNow();
        }
        gate.leave(ticket, false);
        gate.leave(gate.enter(), false);
        assertThat(gate.limit()).isEqualTo(1);
    }
}
