package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code catalog drop} and {@code catalog rebuild}. */
class CatalogCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture cli = new CommandLineFixture(folder);
    private Path data = folder;

    @BeforeEach
    void makeASnapshot() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        data = Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < 20; i++) {
            byte[] bytes = new byte[20_000];
            new Random(i).nextBytes(bytes);
            Files.write(data.resolve("file" + i), bytes);
        }
        assertThat(snapshot().number("newBlobs")).isPositive();
    }

    private Json snapshot() {
        return cli.on("snapshot", "create", "--json", data.toString()).exits(0).json();
    }

    @Test
    void afterARebuildNothingIsStoredAgain() {
        assertThat(cli.on("catalog", "drop", "--json").exits(0).json().value("dropped"))
                .isEqualTo(true);

        Json rebuilt = cli.with("catalog", "rebuild", "--json").exits(0).json();

        assertThat(rebuilt.names())
                .containsExactly(
                        "schema",
                        "snapshots",
                        "blobs",
                        "knownBlobs",
                        "leftOutBlobs",
                        "unusableBlobs",
                        "chunks",
                        "nodes",
                        "entries",
                        "bytesRead",
                        "storageCalls",
                        "seconds",
                        "errors",
                        "skipped",
                        "alerts");
        assertThat(rebuilt.number("snapshots")).isEqualTo(1);
        assertThat(rebuilt.number("entries")).isEqualTo(20);
        assertThat(rebuilt.number("bytesRead")).isPositive();
        Json next = snapshot();
        assertThat(next.number("newBlobs")).isZero();
        assertThat(next.number("newBytes")).isZero();
        assertThat(cli.with("verify", "--content", "--json").exits(0).json().text("status"))
                .isEqualTo("ok");
    }

    @Test
    void withoutARebuildAllIsStoredAgain() throws IOException {
        Path state = folder.resolve("state");
        long kept = files(state);

        assertThat(cli.on("catalog", "drop").exits(0).out()).isEqualTo("dropped the catalog\n");
        assertThat(cli.on("catalog", "drop").exits(0).out()).isEqualTo("there is no catalog\n");

        assertThat(files(state)).isEqualTo(kept);
        assertThat(snapshot().number("newBytes")).isEqualTo(400_000);
    }

    @Test
    void saysWhatARebuildHasFound() {
        cli.on("catalog", "drop").exits(0);
        assertThat(cli.with("catalog", "rebuild").exits(0).out())
                .containsPattern("read +1 snapshot")
                .containsPattern("learned +\\d+ blobs, 0 known before")
                .containsPattern("files +20 of the newest snapshots");
    }

    @Test
    void aRebuildNeedsTheIdentity() {
        assertThat(cli.on("catalog", "rebuild", "--json")
                        .exits(1)
                        .json()
                        .object("error")
                        .text("code"))
                .isEqualTo("key-required");
        cli.run("keygen", "-o", folder.resolve("other").toString()).exits(0);
        assertThat(cli.on(
                                "catalog",
                                "rebuild",
                                "--json",
                                "--identity",
                                folder.resolve("other").toString())
                        .exits(1)
                        .json()
                        .object("error")
                        .text("code"))
                .isEqualTo("wrong-key");
    }

    private static long files(Path of) throws IOException {
        try (Stream<Path> files = Files.walk(of)) {
            return files.count();
        }
    }
}
