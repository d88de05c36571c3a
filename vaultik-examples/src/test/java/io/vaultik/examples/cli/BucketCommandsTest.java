package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.Bucket;
import io.vaultik.examples.FolderComparison;
import io.vaultik.examples.ResettingProxy;
import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line on a bucket. */
class BucketCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void savesAndRestores() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("sub"));
        Files.writeString(data.resolve("one"), "one\n".repeat(50_000), StandardCharsets.UTF_8);
        Files.writeString(data.resolve("sub/two"), "two", StandardCharsets.UTF_8);
        Path key = folder.resolve("key.txt");
        CommandLineFixture cli = new CommandLineFixture(folder);

        try (Bucket bucket = new Bucket()) {
            cli.keptAt(bucket.address("team"), bucket.options()).init();
            assertThat(cli.on("init", "--recipient", cli.recipient()).exits(1).err())
                    .contains("exists");
            cli.on("snapshot", "create", data.toString()).exits(0);
            assertThat(cli.on("snapshot", "list", "--json").exits(0).json().names())
                    .contains("snapshots");
            cli.on("verify", "--deep").exits(0);
            Path target = folder.resolve("restored");
            cli.on("restore", "latest", target.toString(), "--identity", key.toString())
                    .exits(0);
            for (String name : List.of("one", "sub/two")) {
                assertThat(target.resolve(name)).hasSameBinaryContentAs(data.resolve(name));
            }

            String wrong = bucket.address("team").replace("example-bucket", "no-such-bucket");
            Run missing = cli.keptAt(wrong, bucket.options()).on("snapshot", "list");
            assertThat(missing.exits(1).err()).contains("NoSuchBucket").hasLineCount(1);
        }
    }

    /** The whole way over a line on which every tenth call is lost: nobody notices. */
    @Test
    void worksOverAConnectionThatIsResetAtEveryTenthCall() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("sub/empty"));
        byte[] random = new byte[5_000_000];
        new Random(4).nextBytes(random);
        Files.write(data.resolve("random"), random);
        for (int i = 0; i < 200; i++) {
            Files.writeString(data.resolve("sub/" + i), "text of " + i + "\n", StandardCharsets.UTF_8);
        }
        Path key = folder.resolve("key.txt");
        CommandLineFixture cli = new CommandLineFixture(folder);
        String recipient =
                cli.run("keygen", "-o", key.toString()).exits(0).out().strip();
        Path target = folder.resolve("restored");

        try (Bucket bucket = new Bucket();
                ResettingProxy proxy = new ResettingProxy(bucket.server(), 10)) {
            cli.keptAt(bucket.address("team", proxy.endpoint()), bucket.options());
            List<String[]> commands = List.of(
                    new String[] {"init", "--recipient", recipient},
                    new String[] {"snapshot", "create", data.toString()},
                    new String[] {"snapshot", "create", data.toString()},
                    new String[] {"snapshot", "list"},
                    new String[] {"store", "info"},
                    new String[] {"verify", "--deep"},
                    new String[] {"restore", "latest", target.toString(), "--identity", key.toString()});
            for (String[] command : commands) {
                Run run = cli.on(command).exits(0);
                assertThat(run.err()).as(command[0]).doesNotContain("reset");
            }
            assertThat(proxy.calls()).isGreaterThan(30);
            System.out.println("command line: " + commands.size() + " commands, " + proxy.calls()
                    + " calls, every tenth of them reset");
        }
        assertThat(FolderComparison.differences(data, target)).isEmpty();
    }
}
