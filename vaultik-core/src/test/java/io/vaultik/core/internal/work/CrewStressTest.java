package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Many small operations with random executors, failures and interrupts: each ends, and ends as it should. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrewStressTest {
    private static final int ITERATIONS = 2_000;
    private final VaultikException fault = new VaultikException("injected", null);

    private final long seed = Long.getLong("vaultik.test.seed", System.nanoTime());
    private final ExecutorService cached = Executors.newCachedThreadPool();
    private final ExecutorService single = Executors.newSingleThreadExecutor();
    private final ExecutorService full = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>());
    private final ExecutorService helpful = new ThreadPoolExecutor(
            1, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
    private final ExecutorService interrupter = Executors.newSingleThreadExecutor();
    private final Queue<Runnable> kept = new ArrayDeque<>();
    private final AtomicInteger inside = new AtomicInteger();

    @BeforeAll
    void printSeed() {
        System.err.println("CrewStressTest: vaultik.test.seed=" + seed);
    }

    @AfterAll
    void poolsEnd() throws InterruptedException {
        for (ExecutorService each : new ExecutorService[] {cached, single, full, helpful, interrupter}) {
            each.shutdown();
            assertThat(each.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void everyOperationEndsAndLeavesNothingBehind() throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < ITERATIONS; i++) {
            Case one = new Case(random);
            @Nullable Throwable thrown = one.play();
            assertThat(inside).as("threads inside after %s", one).hasValue(0);
            one.check(thrown);
            if (kept.size() > 50) {
                kept.forEach(Runnable::run);
                kept.clear();
                assertThat(inside).hasValue(0);
            }
        }
    }

    private Executor executor(int kind) {
        return switch (kind) {
            case 0 -> Runnable::run;
            case 1 ->
                command -> {
                    throw new RejectedExecutionException();
                };
            case 2 -> this::keep;
            case 3 -> single;
            case 4 -> full;
            case 5 -> helpful;
            default -> cached;
        };
    }

    private synchronized void keep(Runnable command) {
        kept.add(command);
    }

    private final class Case {
        private final int kind;
        private final int lanes;
        private final int servers;
        private final int items;
        private final int faultyItem;
        private final int faultyUpload;
        private final boolean interrupting;
        private final AtomicInteger source = new AtomicInteger();
        private final AtomicInteger uploaded = new AtomicInteger();

        Case(Random random) {
            kind = random.nextInt(8);
            lanes = 1 + random.nextInt(5);
            servers = random.nextInt(4);
            items = random.nextInt(60);
            faultyItem = random.nextInt(4) == 0 ? random.nextInt(60) : -1;
            faultyUpload = random.nextInt(4) == 0 ? random.nextInt(60) : -1;
            interrupting = random.nextInt(5) == 0;
        }

        @Nullable
        Throwable play() throws Exception {
            Thread caller = Thread.currentThread();
            var interrupt = interrupting ? interrupter.submit(caller::interrupt) : null;
            Throwable thrown = null;
            try (Crew crew = new Crew(executor(kind), lanes, servers)) {
                crew.run(lane -> lane(crew));
                crew.drain();
            } catch (VaultikException e) {
                thrown = e;
            }
            boolean flag = Thread.interrupted();
            if (interrupt != null) {
                joinQuietly(interrupt);
                flag |= Thread.interrupted();
            }
            assertThat(flag && !interrupting)
                    .as("interrupted by the crew: %s", this)
                    .isFalse();
            assertThat(thrown instanceof CancelledException && !flag)
                    .as("cancelled without the flag: %s", this)
                    .isFalse();
            return thrown;
        }

        private void lane(Crew crew) throws VaultikException {
            inside.incrementAndGet();
            try {
                for (int item = source.getAndIncrement(); item < items; item = source.getAndIncrement()) {
                    if (item == faultyItem) {
                        throw fault;
                    }
                    int number = item;
                    crew.submit(() -> upload(number));
                    int most = servers + 1;
                    crew.helpUntil(() -> crew.pendingCount() <= most);
                }
            } finally {
                inside.decrementAndGet();
            }
        }

        private void upload(int number) throws VaultikException {
            inside.incrementAndGet();
            try {
                if (number == faultyUpload) {
                    throw fault;
                }
                uploaded.incrementAndGet();
            } finally {
                inside.decrementAndGet();
            }
        }

        void check(@Nullable Throwable thrown) {
            boolean faulty = faultyItem >= 0 && faultyItem < items || faultyUpload >= 0 && faultyUpload < items;
            if (thrown == null) {
                assertThat(faulty).as("no failure from %s", this).isFalse();
                assertThat(uploaded).as("uploads of %s", this).hasValue(items);
            } else if (thrown instanceof CancelledException) {
                assertThat(interrupting).as("cancelled for no reason: %s", this).isTrue();
            } else {
                assertThat(thrown).as("failure of %s", this).isSameAs(fault);
                assertThat(faulty).isTrue();
            }
        }

        @Override
        public String toString() {
            return "executor " + kind + ", lanes " + lanes + ", servers " + servers + ", items " + items
                    + ", faults at " + faultyItem + " and " + faultyUpload + ", interrupting " + interrupting
                    + ", seed " + seed;
        }
    }

    private static void joinQuietly(Future<?> interrupt) throws Exception {
        while (!interrupt.isDone()) {
            Thread.onSpinWait();
        }
        interrupt.get();
    }
}
