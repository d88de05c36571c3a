package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.Item;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.VerifyLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planted secret, the name of its file and the identity appear nowhere but where they must. */
class SecretsTest {
    private static final String SECRET = HexFormat.of().formatHex(TestRandom.bytes(4711, 32));
    private static final String NAME = "planted-name-of-a-file";

    @TempDir
    Path folder;

    /** What the child runs: every operation, with failures, at all levels of the log. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            TestHost host = new TestHost(folder.resolve("host"), new TestClock());
            TestSource source = new TestSource("s")
                    .put("dir/" + NAME, SECRET.getBytes(StandardCharsets.UTF_8))
                    .put("dir/" + NAME + "-2", TestRandom.bytes(1, 100_000))
                    .put("dir/" + NAME + "-failing", new byte[1])
                    .fail("dir/" + NAME + "-failing", new IOException("cannot read " + NAME))
                    .atEnd(run -> run.errors().failed(Item.path(NAME), new IOException(NAME)));
            try (Repository repository = host.create(FileStorage.at(folder.resolve("repo")))) {
                SnapshotResult made = repository
                        .snapshot()
                        .source(source)
                        .attach("document", out -> out.write(SECRET.getBytes(StandardCharsets.UTF_8)))
                        .policy(FailurePolicy.BEST_EFFORT)
                        .run();
                SnapshotId id = made.id();
                repository.verify().level(VerifyLevel.CONTENT).run();
                repository.restore(id).to(folder.resolve("restored")).run();
                fail(() -> repository
                        .snapshot()
                        .source(source)
                        .policy(FailurePolicy.FAIL_FAST)
                        .run());
                fail(() -> repository.restore(id).to(folder.resolve("restored")).run());
            }
        }

        private interface Failing {
            void run() throws IOException;
        }

        private static void fail(Failing operation) {
            try {
                operation.run();
            } catch (IOException e) {
                System.err.println("message: " + e.getMessage());
                return;
            }
            throw new IllegalStateException("it did not fail");
        }
    }

    @Test
    void nothingSecretIsInTheStorageTheFoldersOrTheLog() throws Exception {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output).contains("io.vaultik.snapshot").contains("message: ");
        String key = TestHost.identity().text();

        assertThat(output).doesNotContain(SECRET, NAME, key);
        requireNone(folder.resolve("repo"), SECRET, NAME, key);
        requireNone(folder.resolve("host"), SECRET, key);
        assertThat(folder.resolve("restored/dir/" + NAME)).hasContent(SECRET);
    }

    private static void requireNone(Path where, String... secrets) throws IOException {
        int files = 0;
        try (Stream<Path> all = Files.walk(where)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                for (String secret : secrets) {
                    assertThat(where.relativize(path).toString()).doesNotContain(secret);
                }
                if (Files.isRegularFile(path)) {
                    files++;
                    String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
                    for (String secret : secrets) {
                        assertThat(bytes.contains(secret)).as(path.toString()).isFalse();
                    }
                }
            }
        }
        assertThat(files).as("files looked at, %s", Map.of("below", where)).isPositive();
    }
}
