package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code prune}, and that a purge prunes. No command here is given a key. */
class PruneCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> ids = new ArrayList<>();
    private CommandLineFixture cli = new CommandLineFixture(folder);

    @BeforeEach
    void makeSnapshots() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        Files.delete(cli.key());
        Path data = Files.createDirectories(folder.resolve("data"));
        for (int i = 0; i < 3; i++) {
            byte[] content = new byte[200_000];
            new Random(i).nextBytes(content);
            Files.write(data.resolve("file"), content);
            ids.add(cli.on("snapshot", "create", "--json", data.toString())
                    .json()
                    .text("id"));
        }
    }

    private long blobs() throws IOException {
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            return files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void deletesWhatNoSnapshotNeeds() throws IOException {
        cli.on("snapshot", "remove", ids.get(0), "--force").exits(0);
        long before = blobs();

        Json plan = cli.on("prune", "--dry-run", "--json").exits(0).json();

        assertThat(plan.names())
                .containsExactly(
                        "schema",
                        "dryRun",
                        "snapshots",
                        "blobs",
                        "unreferencedBlobs",
                        "unreferencedBytes",
                        "condemnedBlobs",
                        "deletedBlobs",
                        "deletedBytes",
                        "leftOvers",
                        "abandonedUploads",
                        "revoked",
                        "blockedBy",
                        "sessions",
                        "withoutRecord");
        assertThat(plan.number("unreferencedBlobs")).isEqualTo(2);
        assertThat(plan.number("unreferencedBytes")).isGreaterThan(200_000);
        assertThat(plan.number("deletedBlobs")).isZero();
        assertThat(blobs()).isEqualTo(before);
        String text = cli.on("prune").exits(0).out();
        assertThat(text).contains("unreferenced", "2 blobs", "deleted");
        assertThat(blobs()).isEqualTo(before - 2);
        Json again = cli.on("prune", "--json").exits(0).json();
        assertThat(again.number("unreferencedBlobs")).isZero();
        cli.on("verify", "--deep").exits(0);
    }

    @Test
    void aPurgePrunes() throws IOException {
        cli.on("snapshot", "purge", "--keep-latest", "--force").exits(0);

        assertThat(blobs()).isEqualTo(2);
        cli.on("verify", "--deep").exits(0);
    }

    @Test
    void aSessionOfWhichNobodyKnowsBlocksUntilItIsSaidToBeDead() throws IOException {
        cli.on("snapshot", "remove", ids.get(0), "--force").exits(0);
        Path session =
                Files.createDirectories(cli.repository().resolve("sessions")).resolve("2026-01-01-000000-gone.json");
        Files.writeString(
                session,
                "{\"format\":1,\"state\":0,\"commit\":\"metadata/2026-01-01-000000-gone/manifest.json.zst\",\"writer\":\"x\","
                        + "\"client\":\"user@gone\",\"started\":\"2026-01-01T00:00:00Z\"}\n",
                StandardCharsets.UTF_8);
        long before = blobs();
        cli.on("prune").exits(6);
        Run blocked = cli.on("prune").exits(6);
        assertThat(blocked.out()).contains("blocked by snapshot", "2026-01-01-000000-gone of user@gone");
        assertThat(blobs()).isEqualTo(before);
        cli.on("prune", "--session-dead", "2026-01-01-000001-gone").exits(5);
        cli.on("prune", "--revoke-after", "1d").exits(6);

        Json result = cli.on("prune", "--session-dead", "2026-01-01-000000-gone", "--json")
                .exits(0)
                .json();

        assertThat(result.texts("revoked")).containsExactly("2026-01-01-000000-gone");
        assertThat(session).doesNotExist();
        assertThat(blobs()).isEqualTo(before - 2);
    }

    @Test
    void repacksOnlyWithTheIdentity() {
        assertThat(cli.on("prune", "--repack").exits(1).err()).contains("needs the identity");
        assertThat(cli.on("prune", "--recipient", "age1").exits(2).err()).contains("--repack");
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertThat(cli.on("prune", "--revoke-after", "soon").exits(2).err()).contains("such as 12h");
    }
}
