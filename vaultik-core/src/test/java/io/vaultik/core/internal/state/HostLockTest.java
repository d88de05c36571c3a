package io.vaultik.core.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.VaultikException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Locks between parts of a process, and between processes of which one is killed. */
@Timeout(60)
class HostLockTest {
    private final Path folder;

    HostLockTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void excludesOthersInTheSameProcess() throws VaultikException {
        HostState one = state();
        HostState other = state();
        Optional<HostLock> lock = one.tryLock("a");
        assertThat(lock).isPresent();
        assertThat(one.tryLock("a")).isEmpty();
        assertThat(other.tryLock("a")).isEmpty();
        try (HostLock another = other.tryLock("b").orElseThrow()) {
            assertThat(another).isNotNull();
        }
        lock.get().close();
        lock.get().close();
        try (HostLock again = other.tryLock("a").orElseThrow()) {
            lock.get().close();
            assertThat(one.tryLock("a")).isEmpty();
            assertThat(again).isNotNull();
        }
    }

    @Test
    void excludesThroughAnotherNameOfTheFolder() throws Exception {
        Path link = folder.resolveSibling(folder.getFileName() + "-link");
        Files.createSymbolicLink(link, folder);
        try (HostLock lock = state().tryLock("a").orElseThrow()) {
            assertThat(HostState.open(link, TestRandom.secure(1)).tryLock("a")).isEmpty();
            assertThat(lock).isNotNull();
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void excludesAnotherProcessWhateverElseThisOneTries() throws Exception {
        HostState state = state();
        try (HostLock lock = state.tryLock("a").orElseThrow()) {
            assertThat(lock).isNotNull();
            assertThat(state.tryLock("a")).isEmpty();
            assertThat(state.lockNames("")).contains("a");
            try (Child child = new Child(folder)) {
                assertThat(child.ask("try a")).isEqualTo("busy");
                assertThat(state.tryLock("a")).isEmpty();
                assertThat(child.ask("try a")).isEqualTo("busy");
                assertThat(child.ask("try b")).isEqualTo("locked");
                assertThat(state.tryLock("b")).isEmpty();
            }
        }
        try (Child child = new Child(folder)) {
            assertThat(child.ask("try a")).isEqualTo("locked");
        }
    }

    @Test
    void isFreeWhenItsProcessIsKilled() throws Exception {
        HostState state = state();
        try (Child child = new Child(folder)) {
            assertThat(child.ask("try a")).isEqualTo("locked");
            assertThat(state.tryLock("a")).isEmpty();
            assertThat(state.lockNames("")).contains("a");
        }
        try (HostLock lock = state.tryLock("a").orElseThrow()) {
            lock.remove();
        }
        assertThat(state.lockNames("")).doesNotContain("a");
    }

    @Test
    void aWaiterGoesOnWhenTheOtherProcessIsKilled() throws Exception {
        HostState state = state();
        Child child = new Child(folder);
        assertThat(child.ask("try state")).isEqualTo("locked");
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<Object> result = new AtomicReference<>();
        Thread waiter = new Thread(() -> {
            started.countDown();
            try {
                result.set(state.nextSequence());
            } catch (VaultikException e) {
                result.set(e);
            }
        });
        waiter.start();
        started.await();
        assertThat(result.get()).isNull();
        child.close();
        waiter.join();
        assertThat(result.get()).isEqualTo(1L);
    }

    @Test
    void aLockThatIsRemovedAndMadeAgainIsHeldByOneOnly() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    for (int n = 0; n < 300; n++) {
                        Optional<HostLock> lock = state().tryLock("contended");
                        if (lock.isPresent()) {
                            assertThat(holders.incrementAndGet()).isEqualTo(1);
                            taken.incrementAndGet();
                            holders.decrementAndGet();
                            lock.get().remove();
                        }
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(taken.get()).isPositive();
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        HostState state = state();
        try (Child child = new Child(folder)) {
            assertThat(child.ask("try state")).isEqualTo("locked");
            Thread.currentThread().interrupt();
            assertThatThrownBy(state::nextSequence).isInstanceOf(CancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(state.nextSequence()).isEqualTo(1);
    }

    private HostState state() throws VaultikException {
        return HostState.open(folder, TestRandom.secure(1));
    }

    /** Another process that locks what it is told to and never lets go. */
    private static final class Child implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;

        Child(Path folder) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            HostLockTest.class.getName(),
                            folder.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
        }

        String ask(String question) throws IOException {
            process.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            return answers.readLine();
        }

        /** Kills it. */
        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /** What the other process does. */
    public static void main(String[] arguments) throws IOException {
        HostState state = HostState.open(Path.of(arguments[0]), TestRandom.secure(2));
        BufferedReader questions = new BufferedReader(new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            System.out.println(state.tryLock(line.substring("try ".length())).isPresent() ? "locked" : "busy");
        }
    }
}
