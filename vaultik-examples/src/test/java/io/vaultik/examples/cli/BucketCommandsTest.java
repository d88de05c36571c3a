package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.Bucket;
import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        String recipient =
                cli.run("keygen", "-o", key.toString()).exits(0).out().strip();

        try (Bucket bucket = new Bucket()) {
            on(cli, bucket, "init", "--recipient", recipient).exits(0);
            assertThat(on(cli, bucket, "init", "--recipient", recipient)
                            .exits(1)
                            .err())
                    .contains("exists");
            on(cli, bucket, "snapshot", "create", data.toString()).exits(0);
            assertThat(on(cli, bucket, "snapshot", "list", "--json")
                            .exits(0)
                            .json()
                            .names())
                    .contains("snapshots");
            on(cli, bucket, "verify", "--deep").exits(0);
            Path target = folder.resolve("restored");
            on(cli, bucket, "restore", "latest", target.toString(), "--identity", key.toString())
                    .exits(0);
            for (String name : List.of("one", "sub/two")) {
                assertThat(target.resolve(name)).hasSameBinaryContentAs(data.resolve(name));
            }

            String wrong = bucket.address("team").replace("example-bucket", "no-such-bucket");
            Run missing = cli.run(arguments(bucket, wrong, "snapshot", "list"));
            assertThat(missing.exits(1).err()).contains("NoSuchBucket").hasLineCount(1);
        }
    }

    private Run on(CommandLineFixture cli, Bucket bucket, String... command) {
        return cli.run(arguments(bucket, bucket.address("team"), command));
    }

    private String[] arguments(Bucket bucket, String address, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--storage", address));
        arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        arguments.addAll(List.of("--catalog", folder.resolve("catalog").toString()));
        bucket.options().forEach((name, value) -> arguments.addAll(List.of("-O", name + "=" + value)));
        return arguments.toArray(String[]::new);
    }
}
