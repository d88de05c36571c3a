package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code copy}, without a key; then the copies are read with it. */
class CopyCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> ids = new ArrayList<>();
    private CommandLineFixture cli = new CommandLineFixture(folder);
    private String target = "";

    @BeforeEach
    void makeSnapshots() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        Path data = Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < 3; i++) {
            byte[] content = new byte[200_000];
            new Random(i).nextBytes(content);
            Files.write(data.resolve("file"), content);
            ids.add(cli.on("snapshot", "create", "--name", "n", "--json", data.toString())
                    .json()
                    .text("id"));
        }
        target = folder.resolve("other").toString();
        String recipient = new CommandLineFixture(folder)
                .run("keygen", "-o", folder.resolve("other.key").toString())
                .exits(0)
                .out()
                .strip();
        on(target, "init", "--recipient", recipient).exits(0);
    }

    private Run on(String storage, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--storage", storage));
        arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        arguments.addAll(List.of("--catalog", folder.resolve("catalog").toString()));
        return cli.run(arguments.toArray(String[]::new));
    }

    private long blobs() throws IOException {
        Path blobs = folder.resolve("other/blobs");
        if (!Files.exists(blobs)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(blobs)) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void copiesAllAndThenNothing() throws IOException {
        Files.move(cli.key(), folder.resolve("away"));
        Json plan =
                cli.on("copy", "--to", target, "--dry-run", "--json").exits(0).json();
        assertThat(plan.number("newBlobs")).isEqualTo(6);
        assertThat(blobs()).isZero();

        Json result = cli.on("copy", "--to", target, "--json").exits(0).json();

        assertThat(result.names())
                .containsExactly(
                        "schema",
                        "dryRun",
                        "copied",
                        "present",
                        "newBlobs",
                        "newBytes",
                        "presentBlobs",
                        "storageCalls",
                        "seconds",
                        "errors",
                        "skipped",
                        "alerts");
        assertThat(blobs()).isEqualTo(6);
        assertThat(cli.on("copy", "--to", target).exits(0).out()).contains("0 copied, 3 there already", "0 blobs put");
        assertThat(blobs()).isEqualTo(6);
        on(target, "verify", "--deep").exits(0);
        Files.move(folder.resolve("away"), cli.key());
        Path restored = folder.resolve("restored");
        on(
                        target,
                        "restore",
                        "latest",
                        restored.toString(),
                        "--identity",
                        cli.key().toString())
                .exits(0);
        try (Stream<Path> files = Files.walk(restored)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasSameBinaryContentAs(folder.resolve("data/file")));
        }
    }

    @Test
    void copiesTheSnapshotsThatAreNamedAndTellsTheirIds() {
        String out =
                cli.on("copy", "--to", target, ids.get(0), "latest").exits(0).out();
        List<String> copied =
                out.lines().filter(line -> line.startsWith("copied ")).toList();
        assertThat(copied).hasSize(2);
        assertThat(copied.get(0)).startsWith("copied " + ids.get(0) + " as " + ids.get(0) + "~");
        String id = copied.get(0).substring(copied.get(0).indexOf(" as ") + 4);
        assertThat(on(target, "ls", id, "-R", "--identity", cli.key().toString())
                        .exits(0)
                        .out())
                .contains("file");
        on(target, "snapshot", "remove", id, "--force").exits(0);
        on(target, "prune").exits(0);
        assertThat(cli.on("copy", "--to", target).exits(0).out()).contains("2 copied, 1 there already");
    }

    @Test
    void aDamagedBlobFailsItsSnapshotAlone() throws IOException {
        Path blob;
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            blob = files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 200_000)
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);

        Run run = cli.on("copy", "--to", target, "--json").exits(3);

        assertThat(run.err()).contains("is damaged");
        // The other blob of the snapshot may be on its way when the damage is found.
        assertThat(run.json().number("newBlobs")).isBetween(4L, 5L);
        on(target, "verify", "--deep").exits(0);
    }

    @Test
    void saysWhatIsWrongWithTheTarget() {
        assertThat(cli.on("copy").exits(2).err()).contains("--to");
        assertThat(cli.on("copy", "--to", folder.resolve("nowhere").toString())
                        .exits(5)
                        .err())
                .contains("no repository");
        cli.on("copy", "--to", target, "--to-option", "region=x").exits(2);
        cli.on("copy", "--to", target, "--jobs", "0").exits(2);
        assertThat(cli.on("copy", "--to", cli.repository().toString()).exits(1).err())
                .contains("itself");
        cli.on("copy", "--to", target, "2026-01-01-000000-nothing").exits(5);
        String blake = folder.resolve("blake").toString();
        on(blake, "init", "--digest", "blake3", "--recipient", recipient()).exits(0);
        assertThat(cli.on("copy", "--to", blake).exits(1).err()).contains("blake3");
    }

    private String recipient() {
        return cli.run("keygen", "-o", folder.resolve("third.key").toString())
                .exits(0)
                .out()
                .strip();
    }

    @Test
    void encryptsAnewForThoseWhoReadThere() throws IOException {
        Run refused = cli.on("copy", "--to", target, "--reencrypt");
        assertThat(refused.exits(ExitCodes.FAILED).err()).contains("--identity").hasLineCount(1);
        assertThat(cli.on("copy", "--to", target, "--recipient", cli.recipient())
                        .exits(2)
                        .err())
                .contains("--reencrypt");
        assertThat(cli.with("copy", "--to", target, "--reencrypt", "--json")
                        .exits(0)
                        .json()
                        .objects("copied"))
                .hasSize(3);
        on(
                        target,
                        "restore",
                        "latest",
                        folder.resolve("no").toString(),
                        "--identity",
                        cli.key().toString())
                .exits(ExitCodes.FAILED);
        Path restored = folder.resolve("restored");
        on(
                        target,
                        "restore",
                        "latest",
                        restored.toString(),
                        "--identity",
                        folder.resolve("other.key").toString())
                .exits(0);
        try (Stream<Path> files = Files.walk(restored)) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasSameBinaryContentAs(folder.resolve("data/file")));
        }
    }
}
