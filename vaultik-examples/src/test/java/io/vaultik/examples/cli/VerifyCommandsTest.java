package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandsTest {
    private static final List<String> NAMES = List.of(
            "schema",
            "status",
            "level",
            "checkedBlobs",
            "checkedBytes",
            "missing",
            "damaged",
            "affectedSnapshots",
            "affectedFiles",
            "affectedFileCount",
            "seconds");

    @TempDir
    private Path folder = Path.of("");

    private String snapshot = "";
    private CommandLineFixture cli = new CommandLineFixture(folder);

    @BeforeEach
    void makeASnapshot() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        Path data = Files.createDirectories(folder.resolve("data"));
        // Large enough that none of its middle shares a segment with the other file.
        byte[] bytes = new byte[5_000_000];
        new Random(3).nextBytes(bytes);
        Files.write(data.resolve("random"), bytes);
        Files.writeString(data.resolve("a.txt"), "alpha\n", StandardCharsets.UTF_8);
        snapshot = cli.on("snapshot", "create", "--json", data.toString())
                .exits(0)
                .json()
                .text("id");
    }

    @Test
    void findsNothingWrongOnAnyLevel() {
        for (String[] command : List.of(
                new String[] {"verify"},
                new String[] {"verify", "--deep"},
                new String[] {"verify", "--content"},
                new String[] {"snapshot", "verify", "latest"},
                new String[] {"snapshot", "verify", snapshot, "--deep"},
                new String[] {"snapshot", "verify", snapshot, "--content"})) {
            String[] asked =
                    Stream.concat(Stream.of(command), Stream.of("--json")).toArray(String[]::new);
            Json json = cli.with(asked).exits(0).json();

            boolean reads =
                    List.of(command).contains("--deep") || List.of(command).contains("--content");
            assertThat(json.names().stream().filter(name -> !name.equals("coverage")))
                    .containsExactlyElementsOf(NAMES);
            assertThat(json.has("coverage")).isEqualTo(reads);
            assertThat(json.text("status")).isEqualTo("ok");
            assertThat(json.number("checkedBlobs")).isPositive();
            assertThat(json.texts("affectedSnapshots")).isEmpty();
        }
        assertThat(cli.on("verify").exits(0).out()).contains("status        ok");
        assertThat(cli.on("verify", "--deep").exits(0).out()).contains("(deep)");
        assertThat(cli.on("verify", "--content").exits(1).err()).contains("needs the identity");
    }

    @Test
    void readsAShareAtATime() {
        String[] command = {"verify", "--deep", "--budget", "1B", "--json"};
        long blobs = cli.on("verify", "--json").json().number("checkedBlobs");
        for (long left = blobs - 1; left >= 0; left--) {
            Json coverage = cli.on(command).exits(0).json().object("coverage");
            assertThat(coverage.names()).containsExactly("readNow", "neverRead", "oldest");
            assertThat(coverage.number("readNow")).isEqualTo(1);
            assertThat(coverage.number("neverRead")).isEqualTo(left);
        }
        assertThat(cli.on("verify", "--deep", "--budget", "1h").exits(0).out()).contains(blobs + " blobs now, 0 never");
    }

    @Test
    void namesFilesOfABlobThatIsGoneToWhoHasTheIdentity() throws IOException {
        Files.delete(largestBlob());
        assertThat(cli.on("verify", "--json").exits(4).json().objects("affectedFiles"))
                .isEmpty();
        assertThat(cli.with("verify", "--json").exits(4).json().objects("affectedFiles"))
                .extracting(f -> f.text("path"))
                .contains("random");
    }

    @Test
    void findsABlobThatIsGone() throws IOException {
        Path blob = largestBlob();
        Files.delete(blob);

        Json json = cli.on("verify", "--json").exits(4).json();

        assertThat(json.text("status")).isEqualTo("damaged");
        assertThat(json.texts("missing"))
                .hasSize(1)
                .first()
                .asString()
                .contains(blob.getFileName().toString());
        assertThat(json.texts("affectedSnapshots")).containsExactly(snapshot);
        assertThat(cli.on("snapshot", "verify", snapshot).exits(4).out()).contains("status        damaged", "missing");
    }

    @Test
    void findsAByteThatIsWrong() throws IOException {
        Path blob = largestBlob();
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);

        cli.on("verify").exits(0);
        Json deep = cli.on("verify", "--deep", "--json").exits(4).json();
        Json content = cli.with("verify", "--content", "--json").exits(4).json();

        assertThat(deep.objects("damaged")).hasSize(1);
        assertThat(deep.objects("damaged").get(0).text("object"))
                .contains(blob.getFileName().toString());
        assertThat(deep.texts("affectedSnapshots")).containsExactly(snapshot);
        assertThat(content.objects("affectedFiles"))
                .extracting(f -> f.text("path"))
                .containsExactly("random");
        assertThat(content.objects("affectedFiles").get(0).text("snapshot")).isEqualTo(snapshot);
        assertThat(content.number("affectedFileCount")).isEqualTo(1);
    }

    @Test
    void restoresTheRestOfWhatIsDamaged() throws IOException {
        Path blob = largestBlob();
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);

        Run fetch =
                cli.with("fetch", "latest", "random", "-o", folder + "/random").exits(4);
        assertThat(fetch.err()).startsWith("vaultik: ").hasLineCount(1);
        assertThat(folder.resolve("random")).doesNotExist();
        Json restore = cli.with("restore", "latest", folder + "/target", "--json")
                .exits(3)
                .json();
        assertThat(restore.objects("errors")).extracting(e -> e.text("path")).containsExactly("random");
        assertThat(folder.resolve("target/a.txt")).hasContent("alpha\n");
        assertThat(folder.resolve("target/random")).doesNotExist();
    }

    private Path largestBlob() throws IOException {
        try (Stream<Path> files = Files.walk(cli.repository().resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }
}
