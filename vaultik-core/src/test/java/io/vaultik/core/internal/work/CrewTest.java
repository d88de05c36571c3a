package io.vaultik.core.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.vaultik.fault.CancelledException;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CrewTest {
    private static final Executor DIRECT = Runnable::run;
    private static final Executor REJECTING = command -> {
        throw new RejectedExecutionException("full");
    };

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ExecutorService single = Executors.newSingleThreadExecutor();

    @AfterEach
    void poolsEnd() throws InterruptedException {
        pool.shutdown();
        single.shutdown();
        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(single.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void completesOnAnyExecutor() throws VaultikException {
        for (Executor executor : List.of(DIRECT, REJECTING, new LateExecutor(), single, pool)) {
            AtomicInteger source = new AtomicInteger(100);
            AtomicInteger uploads = new AtomicInteger();
            try (Crew crew = new Crew(executor, 4, 2)) {
                crew.run(lane -> {
                    while (source.getAndDecrement() > 0) {
                        crew.submit(uploads::incrementAndGet);
                        crew.helpUntil(() -> uploads.get() > 0);
                    }
                });
                crew.drain();
                assertThat(uploads).hasValue(100);
                assertThat(crew.pendingCount()).isZero();
                assertThat(crew.cancelled()).isFalse();
            }
        }
    }

    @Test
    void runsOnTheOnlyThreadOfItsOwnExecutor() throws Exception {
        AtomicInteger uploads = new AtomicInteger();
        single.submit(() -> {
                    try (Crew crew = new Crew(single, 3, 3)) {
                        crew.run(lane -> crew.submit(uploads::incrementAndGet));
                        crew.drain();
                    }
                    return null;
                })
                .get();
        assertThat(uploads).hasValue(1);
    }

    @Test
    void runsLanesAtTheSameTimeUnderDistinctNumbers() throws VaultikException {
        CyclicBarrier allHere = new CyclicBarrier(4);
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Crew crew = new Crew(pool, 4, 0)) {
            crew.run(lane -> {
                numbers.add(lane);
                threads.add(Thread.currentThread());
                allHere.await();
            });
        }
        assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(threads).hasSize(4).contains(Thread.currentThread());
    }

    @Test
    void runsLaneZeroOnTheCallerAndNeverALaneThatStartsLate() throws VaultikException {
        LateExecutor late = new LateExecutor();
        List<Integer> ran = new CopyOnWriteArrayList<>();
        AtomicInteger uploads = new AtomicInteger();
        try (Crew crew = new Crew(late, 3, 1)) {
            crew.run(ran::add);
            crew.submit(uploads::incrementAndGet);
            crew.drain();
            assertThat(late.size()).isEqualTo(3);
            late.runAll();
            crew.run(ran::add);
        }
        late.runAll();
        assertThat(ran).containsExactly(0, 0);
        assertThat(uploads).hasValue(1);
    }

    @Test
    void servesTasksInTheOrderOfSubmitting() throws VaultikException {
        List<Integer> order = new CopyOnWriteArrayList<>();
        try (Crew crew = new Crew(single, 1, 1)) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                crew.submit(() -> order.add(number));
            }
            crew.helpUntil(() -> order.size() >= 10);
            crew.drain();
        }
        assertThat(order).hasSize(50).contains(0, 49);
    }

    @Test
    void usesNoMoreThreadsForTasksThanAllowed() throws VaultikException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier two = new CyclicBarrier(2);
        try (Crew crew = new Crew(pool, 1, 2)) {
            for (int i = 0; i < 20; i++) {
                crew.submit(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    two.await();
                    running.decrementAndGet();
                });
            }
            crew.run(lane -> {
                while (crew.pendingCount() > 0) {
                    Thread.onSpinWait();
                }
            });
        }
        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void throwsTheFailureOfAnyLaneAndStopsTheOthers() {
        for (int failing = 0; failing < 3; failing++) {
            int bad = failing;
            CyclicBarrier allHere = new CyclicBarrier(3);
            AtomicInteger stopped = new AtomicInteger();
            IntegrityException failure = new IntegrityException("object", "this", "that", null);
            try (Crew crew = new Crew(pool, 3, 0)) {
                assertThatThrownBy(() -> crew.run(lane -> {
                            allHere.await();
                            if (lane == bad) {
                                throw failure;
                            }
                            awaitInterrupt(stopped);
                        }))
                        .isSameAs(failure)
                        .hasNoSuppressedExceptions();
                assertThat(stopped).hasValue(2);
                assertThat(crew.cancelled()).isTrue();
                assertThatThrownBy(() -> crew.run(lane -> {})).isSameAs(failure);
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void suppressesLaterFailuresInTheFirst() {
        CountDownLatch never = new CountDownLatch(1);
        CyclicBarrier allHere = new CyclicBarrier(3);
        try (Crew crew = new Crew(pool, 3, 0)) {
            Throwable thrown = catchThrowable(() -> crew.run(lane -> {
                allHere.await();
                if (lane == 1) {
                    throw new IllegalStateException("first");
                }
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IllegalArgumentException("later", e);
                }
            }));
            assertThat(thrown).isInstanceOf(IllegalStateException.class);
            assertThat(thrown.getSuppressed()).hasSize(2).hasOnlyElementsOfType(IllegalArgumentException.class);
        }
    }

    @Test
    void wrapsCheckedExceptionsAndPassesErrorsOn() {
        OutOfMemoryError error = new OutOfMemoryError("test");
        IOException cause = new IOException("test");
        try (Crew crew = new Crew(DIRECT, 2, 0)) {
            assertThatThrownBy(() -> crew.run(lane -> {
                        throw cause;
                    }))
                    .isExactlyInstanceOf(VaultikException.class)
                    .hasCause(cause);
        }
        try (Crew crew = new Crew(pool, 1, 1)) {
            assertThatThrownBy(() -> {
                        crew.submit(() -> {
                            throw error;
                        });
                        crew.drain();
                    })
                    .isSameAs(error);
        }
    }

    @Test
    void aFailingTaskStopsLanesAndDropsWhatWaits() throws VaultikException {
        VaultikException failure = new VaultikException("upload failed", null);
        AtomicInteger stopped = new AtomicInteger();
        AtomicInteger dropped = new AtomicInteger();
        try (Crew crew = new Crew(single, 1, 1)) {
            CountDownLatch ready = new CountDownLatch(1);
            crew.submit(() -> {
                ready.await();
                throw failure;
            });
            crew.submit(droppable(dropped));
            crew.submit(droppable(dropped));
            assertThatThrownBy(() -> crew.run(lane -> {
                        ready.countDown();
                        awaitInterrupt(stopped);
                    }))
                    .isSameAs(failure);
            assertThatThrownBy(() -> crew.submit(() -> {})).isSameAs(failure);
            assertThatThrownBy(crew::drain).isSameAs(failure);
            assertThat(crew.pendingCount()).isZero();
        }
        assertThat(stopped).hasValue(1);
        assertThat(dropped).hasValue(2);
    }

    @Test
    void leavesTheThreadsOfTheExecutorUninterrupted() throws Exception {
        CyclicBarrier bothHere = new CyclicBarrier(2);
        AtomicBoolean left = new AtomicBoolean();
        Executor watched = command -> single.execute(() -> {
            command.run();
            left.set(Thread.currentThread().isInterrupted());
        });
        try (Crew crew = new Crew(watched, 2, 0)) {
            assertThatThrownBy(() -> crew.run(lane -> {
                        bothHere.await();
                        if (lane == 0) {
                            throw new IllegalStateException("stop");
                        }
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait();
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
        single.submit(() -> {}).get();
        assertThat(left).isFalse();
    }

    @Test
    void isCancelledByAnInterruptBeforeTheStart() {
        AtomicInteger ran = new AtomicInteger();
        try (Crew crew = new Crew(pool, 2, 0)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> crew.run(lane -> ran.incrementAndGet())).isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(ran).hasValue(0);
    }

    @Test
    void isCancelledByAnInterruptWhileTheCallerWorks() {
        Thread caller = Thread.currentThread();
        AtomicInteger stopped = new AtomicInteger();
        try (Crew crew = new Crew(pool, 3, 0)) {
            CyclicBarrier allHere = new CyclicBarrier(3, caller::interrupt);
            assertThatThrownBy(() -> crew.run(lane -> {
                        awaitAll(allHere);
                        awaitInterrupt(stopped);
                    }))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(stopped).hasValue(3);
    }

    @Test
    void isCancelledByAnInterruptThatLaneZeroIgnores() {
        try (Crew crew = new Crew(DIRECT, 1, 0)) {
            assertThatThrownBy(() -> crew.run(lane -> Thread.currentThread().interrupt()))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void isCancelledByAnInterruptWhileTheCallerWaitsForLanes() {
        Thread caller = Thread.currentThread();
        AtomicInteger stopped = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        try (Crew crew = new Crew(pool, 2, 0)) {
            assertThatThrownBy(() -> crew.run(lane -> {
                        if (lane == 0) {
                            spinUntilZero(started);
                            return;
                        }
                        started.countDown();
                        awaitState(caller, Thread.State.WAITING, crew);
                        caller.interrupt();
                        awaitInterrupt(stopped);
                    }))
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(stopped).hasValue(1);
    }

    @Test
    void isCancelledByAnInterruptWhileTheCallerDrains() {
        Thread caller = Thread.currentThread();
        AtomicInteger stopped = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        try (Crew crew = new Crew(pool, 1, 1)) {
            assertThatThrownBy(() -> {
                        crew.submit(() -> {
                            started.countDown();
                            awaitState(caller, Thread.State.WAITING, crew);
                            caller.interrupt();
                            awaitInterrupt(stopped);
                        });
                        spinUntilZero(started);
                        crew.drain();
                    })
                    .isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(stopped).hasValue(1);
    }

    @Test
    void isCancelledByAnInterruptWhileTheCallerRunsATask() throws VaultikException {
        try (Crew crew = new Crew(REJECTING, 1, 1)) {
            crew.submit(() -> {
                Thread.currentThread().interrupt();
                Thread.currentThread().join();
            });
            assertThatThrownBy(crew::drain).isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void isCancelledEvenIfTheInterruptMakesAnotherLaneFailFirst() {
        AtomicBoolean callerSpins = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        IOException broken = new IOException("channel closed");
        try (Crew crew = new Crew(pool, 2, 0)) {
            assertThatThrownBy(() -> crew.run(lane -> {
                        if (lane == 1) {
                            while (!callerSpins.get()) {
                                Thread.onSpinWait();
                            }
                            caller.interrupt();
                            throw broken;
                        }
                        callerSpins.set(true);
                        while (!crew.cancelled()) {
                            Thread.onSpinWait();
                        }
                    }))
                    .isInstanceOf(CancelledException.class)
                    .hasRootCause(broken);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void isCancelledFromOutside() {
        CancelledException reason = new CancelledException("the repository is closed", null);
        AtomicInteger stopped = new AtomicInteger();
        try (Crew crew = new Crew(pool, 2, 0)) {
            assertThatThrownBy(() -> crew.run(lane -> {
                        if (lane == 0) {
                            single.execute(() -> crew.cancel(reason));
                        }
                        awaitInterrupt(stopped);
                    }))
                    .isSameAs(reason);
        }
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void closingStopsAndJoinsWhatIsInFlight() throws Exception {
        AtomicInteger stopped = new AtomicInteger();
        AtomicInteger dropped = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(1);
        try (Crew crew = new Crew(single, 1, 1)) {
            crew.submit(() -> {
                started.countDown();
                awaitInterrupt(stopped);
            });
            crew.submit(droppable(dropped));
            started.await();
        }
        assertThat(stopped).hasValue(1);
        assertThat(dropped).hasValue(1);
    }

    @Test
    void refusesToWaitForWhatNobodyDoes() {
        try (Crew crew = new Crew(new LateExecutor(), 2, 1)) {
            assertThatThrownBy(() -> crew.helpUntil(() -> false)).isInstanceOf(IllegalStateException.class);
        }
        try (Crew crew = new Crew(new LateExecutor(), 2, 1)) {
            assertThatThrownBy(() -> crew.run(lane -> crew.helpUntil(() -> false)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesLanesWithinLanes() {
        try (Crew crew = new Crew(pool, 2, 1)) {
            assertThatThrownBy(() -> crew.run(lane -> crew.run(inner -> {}))).isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> new Crew(pool, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Crew(pool, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBrokenExecutorFailsTheOperation() {
        IllegalStateException broken = new IllegalStateException("broken");
        AtomicReference<Thread> ran = new AtomicReference<>();
        Executor executor = command -> {
            throw broken;
        };
        try (Crew crew = new Crew(executor, 2, 1)) {
            assertThatThrownBy(() -> crew.run(lane -> ran.set(Thread.currentThread())))
                    .isSameAs(broken);
        }
        assertThat(ran).hasNullValue();
    }

    private static Crew.Task droppable(AtomicInteger dropped) {
        return new Crew.Task() {
            @Override
            public void run() {
                throw new AssertionError("ran after the failure");
            }

            @Override
            public void dropped() {
                dropped.incrementAndGet();
            }
        };
    }

    private static void awaitAll(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    /** Blocks until the crew stops this thread, and counts that it did. */
    private static void awaitInterrupt(AtomicInteger stopped) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            stopped.incrementAndGet();
            throw e;
        }
    }

    /** Waits without blocking, lest the waiting is taken for the one that the test is about. */
    private static void spinUntilZero(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitState(Thread thread, Thread.State state, Crew crew) {
        while (thread.getState() != state && !crew.cancelled()) {
            Thread.onSpinWait();
        }
    }
}
