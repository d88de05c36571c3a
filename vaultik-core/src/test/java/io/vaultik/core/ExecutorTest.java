package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.FaultInjectingStorage;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every operation completes on any executor, and ends when its thread is interrupted or its repository closed. */
@Timeout(120)
class ExecutorTest {
    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final TestSource source = source();

    @AfterEach
    void noInterruptIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anExecutorThatNeverRunsATask() throws IOException {
        requireAll(task -> {});
    }

    @Test
    void anExecutorOfTheCallingThread() throws IOException {
        requireAll(Runnable::run);
    }

    @Test
    void anExecutorThatRejectsEveryTask() throws IOException {
        requireAll(task -> {
            throw new RejectedExecutionException("full");
        });
    }

    @Test
    void anExecutorOfOneThread() throws IOException {
        ExecutorService one = Executors.newSingleThreadExecutor();
        try {
            requireAll(one);
        } finally {
            one.shutdownNow();
        }
    }

    @Test
    void anInterruptAtAnyCallEndsTheRunAndTheNextOneIsFine() throws IOException {
        TestHost prepared = host();
        prepared.create(storage).close();
        FaultInjectingStorage counted = new FaultInjectingStorage(Stored.copy(storage));
        try (Repository repository = prepared.copyTo(folder.resolve("counted")).open(counted)) {
            repository.snapshot().source(source).run();
        }
        int cancelled = 0;
        for (long n = 2; n <= counted.calls(); n++) {
            MemoryStorage left = Stored.copy(storage);
            TestHost host = prepared.copyTo(folder.resolve("case-" + n));
            FaultInjectingStorage interrupting = new FaultInjectingStorage(left);
            Thread own = Thread.currentThread();
            interrupting.at(n).runBefore(own::interrupt);
            try (Repository repository = host.open(interrupting)) {
                SnapshotResult made = repository.snapshot().source(source).run();
                Thread.interrupted();
                Stored.requireFiles(repository, made.id(), source.content());
            } catch (CancelledException e) {
                cancelled++;
                assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
            }
            requireNoThread();
            host.clock().advance(Duration.ofMinutes(1));
            try (Repository repository = host.open(left)) {
                SnapshotResult next = repository.snapshot().source(source).run();
                for (SnapshotId id : Stored.snapshots(repository)) {
                    Stored.requireFiles(repository, id, source.content());
                }
                assertThat(Stored.snapshots(repository)).contains(next.id());
                Stored.requireClean(repository);
            }
        }
        System.out.println("ExecutorTest interrupts: " + (counted.calls() - 1) + " cases, " + cancelled + " cancelled");
        assertThat(cancelled).isPositive();
    }

    @Test
    void closingCancelsWhatRunsAndWaitsForIt() throws Exception {
        TestHost host = host();
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        TestSource hanging = new TestSource("hanging").put("f", new byte[10]).atEnd(run -> {
            reading.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        });
        Repository repository = host.create(storage);
        Thread runner = new Thread(() -> {
            try {
                repository.snapshot().source(hanging).run();
            } catch (VaultikException | RuntimeException e) {
                thrown.set(e);
            }
        });
        runner.start();
        reading.await();
        repository.close();
        runner.join();
        assertThat(thrown.get()).isInstanceOf(CancelledException.class);
        requireNoThread();
        try (Repository next = host.open(storage)) {
            assertThat(Stored.snapshots(next)).isEmpty();
            next.snapshot().source(source).run();
        }
    }

    private void requireAll(Executor executor) throws IOException {
        TestHost host = host();
        host.create(storage).close();
        try (Repository repository = host.open(storage, options -> options.executor(executor))) {
            SnapshotId id =
                    repository.snapshot().source(source).parallelism(4).run().id();
            Stored.requireClean(repository);
            Path target = folder.resolve("restored");
            repository.restore(id).to(target).run();
            for (Map.Entry<String, byte[]> file : source.content().entrySet()) {
                assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
            }
        }
    }

    private static void requireNoThread() {
        List<String> ours = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("vaultik"))
                .toList();
        assertThat(ours).isEmpty();
    }

    private TestHost host() throws IOException {
        return new TestHost(Files.createDirectory(folder.resolve("host")), new TestClock());
    }

    private static TestSource source() {
        TestSource source = new TestSource("s");
        for (int i = 0; i < 4; i++) {
            source.put("large/" + i, TestRandom.bytes(i, 100_000)).put("small/" + i, TestRandom.bytes(10 + i, 100));
        }
        return source;
    }
}
