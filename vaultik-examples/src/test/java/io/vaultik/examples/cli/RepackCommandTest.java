package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code prune --repack} and {@code prune --heal}: what is needed moves, and snapshots stay what they are. */
class RepackCommandTest {
    private static final int FILES = 12;

    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture cli = new CommandLineFixture(folder);
    private Path data = folder;

    @BeforeEach
    void makeASnapshot() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        data = Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[200_000];
            new Random(i).nextBytes(bytes);
            Files.write(data.resolve("file" + i), bytes);
        }
        snapshot();
    }

    private String snapshot() {
        return cli.on("snapshot", "create", "--json", data.toString())
                .exits(0)
                .json()
                .text("id");
    }

    private long bytes() throws IOException {
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private void requireRestored(String id) throws IOException {
        Path target = folder.resolve("target-" + id);
        cli.with("restore", id, target.toString()).exits(0);
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                assertThat(target.resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
    }

    @Test
    void repacks() throws IOException {
        for (int i = 2; i < FILES; i++) {
            Files.delete(data.resolve("file" + i));
        }
        String kept = snapshot();
        cli.on("snapshot", "purge", "--keep-latest", "--force").exits(0);
        assertThat(bytes()).isGreaterThan(2_000_000);

        Json plan =
                cli.with("prune", "--repack", "--dry-run", "--json").exits(0).json();
        assertThat(plan.number("repackedBlobs")).isEqualTo(2);
        assertThat(plan.number("unusedBytes")).isGreaterThan(1_800_000);
        assertThat(plan.texts("revised")).containsExactly(kept);
        assertThat(bytes()).isGreaterThan(2_000_000);
        String text = cli.with("prune", "--repack").exits(0).out();

        assertThat(text).contains("repacked", "2 blobs", "revised", "1 snapshot");
        assertThat(bytes()).isLessThan(450_000);
        assertThat(cli.on("snapshot", "list", "--json").json().objects("snapshots"))
                .extracting(s -> s.text("id"))
                .containsExactly(kept);
        requireRestored(kept);
        cli.with("verify", "--content").exits(0);
        assertThat(cli.with("prune", "--repack-below", "100").exits(2).err()).contains("99");
    }

    @Test
    void heals() throws IOException {
        String old = cli.on("snapshot", "list", "--json")
                .json()
                .objects("snapshots")
                .get(0)
                .text("id");
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            Files.delete(files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow());
        }
        cli.on("verify").exits(4);
        Json lost = cli.with("prune", "--heal", "--json").exits(4).json();
        assertThat(lost.number("lostBlobs")).isEqualTo(1);
        assertThat(lost.texts("unhealed")).containsExactly(old);
        assertThat(cli.with("prune", "--heal").exits(4).out()).contains("damaged", old);
        String next = snapshot();

        Json healed = cli.with("prune", "--heal", "--json").exits(0).json();

        assertThat(healed.texts("revised")).containsExactly(old);
        cli.with("verify", "--content").exits(0);
        requireRestored(old);
        requireRestored(next);
    }
}
