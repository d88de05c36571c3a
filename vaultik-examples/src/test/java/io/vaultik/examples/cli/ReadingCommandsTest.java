package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingCommandsTest {
    private static final String MISSING = "2001-01-01-000000-nowhere";
    private static final Instant TIME = Instant.parse("2024-01-15T14:30:52.123456789Z");

    @TempDir
    private Path folder = Path.of("");

    private Path target = Path.of("");
    private CommandLineFixture cli = new CommandLineFixture(folder);

    @BeforeEach
    void makeASnapshot() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        target = folder.resolve("target");
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(data.resolve("sub/deep"));
        Files.writeString(data.resolve("a.txt"), "alpha\n", StandardCharsets.UTF_8);
        Files.write(data.resolve("sub/big"), new byte[3_000_000]);
        Files.writeString(data.resolve("sub/deep/b.txt"), "beta\n", StandardCharsets.UTF_8);
        Files.createSymbolicLink(data.resolve("link"), Path.of("sub/deep"));
        Files.writeString(new RawPath(data + "/caf\udce9").file(), "latin\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(data.resolve("a.txt"), PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(data.resolve("a.txt"), FileTime.from(TIME));
        cli.on("snapshot", "create", data.toString()).exits(0);
    }

    @Test
    void listsOneLevel() {
        Json json = cli.with("ls", "latest", "--json").exits(0).json();

        assertThat(json.names()).containsExactly("schema", "snapshot", "path", "entries");
        assertThat(paths(json)).containsExactly("a.txt", "caf\ufffd", "link", "sub");
        Json file = json.objects("entries").get(0);
        assertThat(file.text("kind")).isEqualTo("file");
        assertThat(file.number("size")).isEqualTo(6);
        assertThat(file.number("mode")).isEqualTo(0640);
        assertThat(file.text("modified")).isEqualTo(TIME.toString());
        assertThat(json.objects("entries").get(1).text("pathBytes")).isEqualTo("Y2Fm6Q==");
        assertThat(json.objects("entries").get(2).text("linkTarget")).isEqualTo("sub/deep");
        assertThat(json.objects("entries").get(3).text("kind")).isEqualTo("directory");
    }

    @Test
    void listsBelowAPath() {
        assertThat(paths(cli.with("ls", "latest", "sub/", "--json").exits(0).json()))
                .containsExactly("sub/big", "sub/deep");
        assertThat(paths(cli.with("ls", "latest", "/sub", "-R", "--json")
                        .exits(0)
                        .json()))
                .containsExactly("sub/big", "sub/deep", "sub/deep/b.txt");
        assertThat(paths(cli.with("ls", "latest", "a.txt", "--json").exits(0).json()))
                .containsExactly("a.txt");
        assertThat(paths(cli.with("ls", "latest", "-R", "--json").exits(0).json()))
                .hasSize(7);
    }

    @Test
    void listsAsText() {
        Run run = cli.with("ls", "latest").exits(0);

        assertThat(run.out().lines())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("-rw-r----- ")
                .endsWith(" 6 2024-01-15T14:30:52Z a.txt");
        assertThat(run.out()).contains("link -> sub/deep");
        assertThat(RawText.decode(run.bytes())).contains("caf\udce9\n");
    }

    @Test
    void tellsWhatIsNotThere() {
        for (String[] command : List.of(
                new String[] {"ls", MISSING},
                new String[] {"ls", "latest", "nothing"},
                new String[] {"fetch", MISSING, "a.txt"},
                new String[] {"fetch", "latest", "nothing"},
                new String[] {"restore", MISSING, folder + "/t"},
                new String[] {"restore", "latest", folder + "/t", "nothing"},
                new String[] {"snapshot", "verify", MISSING},
                new String[] {"snapshot", "errors", MISSING})) {
            Run run = cli.with(command);

            assertThat(run.exits(5).err()).startsWith("vaultik: ").hasLineCount(1);
            assertThat(run.out()).isEmpty();
        }
        assertThat(cli.with("ls", "no/id").exits(2).err()).contains("a snapshot id is");
    }

    @Test
    void fetchesOneFile() {
        assertThat(cli.with("fetch", "latest", "sub/deep/b.txt").exits(0).out()).isEqualTo("beta\n");
        assertThat(cli.with("fetch", "latest", "caf\udce9").exits(0).out()).isEqualTo("latin\n");
        assertThat(cli.with("fetch", "latest", "sub/big").exits(0).bytes()).hasSize(3_000_000);
    }

    @Test
    void fetchesIntoANewFile() throws IOException {
        Path file = folder.resolve("fetched");

        Json json = cli.with("fetch", "latest", "a.txt", "-o", file.toString(), "--json")
                .exits(0)
                .json();

        assertThat(file).hasContent("alpha\n");
        assertThat(json.names()).containsExactly("schema", "snapshot", "path", "file", "bytes");
        assertThat(json.number("bytes")).isEqualTo(6);
        Run again = cli.with("fetch", "latest", "sub/deep/b.txt", "-o", file.toString())
                .exits(1);
        assertThat(again.err()).contains("never overwritten");
        assertThat(file).hasContent("alpha\n");
        cli.with("fetch", "latest", "nothing", "-o", folder + "/none").exits(5);
        assertThat(left()).containsExactlyInAnyOrder("data", "fetched", "key.txt", "repository", "state", "catalog");
    }

    @Test
    void restoresAll() throws IOException {
        Json json = cli.with("restore", "latest", target.toString(), "--json")
                .exits(0)
                .json();

        assertThat(json.names())
                .containsExactly(
                        "schema",
                        "snapshot",
                        "files",
                        "directories",
                        "others",
                        "bytes",
                        "kept",
                        "seconds",
                        "errors",
                        "skipped",
                        "alerts");
        assertThat(json.number("files")).isEqualTo(4);
        assertThat(json.number("bytes")).isEqualTo(3_000_017);
        assertThat(target.resolve("a.txt")).hasContent("alpha\n");
        assertThat(Files.getLastModifiedTime(target.resolve("a.txt")).toInstant())
                .isEqualTo(TIME);
        assertThat(Files.readSymbolicLink(target.resolve("link"))).isEqualTo(Path.of("sub/deep"));
        assertThat(Files.readString(new RawPath(target + "/caf\udce9").file())).isEqualTo("latin\n");
        assertThat(Files.mismatch(folder.resolve("data/sub/big"), target.resolve("sub/big")))
                .isNegative();
    }

    @Test
    void restoresParts() {
        cli.with("restore", "latest", folder + "/1", "sub/deep").exits(0);
        cli.with("restore", "latest", folder + "/2", "--include", "*.txt", "--no-owner")
                .exits(0);
        cli.with("restore", "latest", folder + "/3", "--exclude", "/sub", "--sparse")
                .exits(0);

        assertThat(folder.resolve("1/sub/deep/b.txt")).exists();
        assertThat(folder.resolve("1/a.txt")).doesNotExist();
        assertThat(folder.resolve("2/a.txt")).exists();
        assertThat(folder.resolve("2/sub/deep/b.txt")).exists();
        assertThat(folder.resolve("2/sub/big")).doesNotExist();
        assertThat(folder.resolve("3/a.txt")).exists();
        assertThat(folder.resolve("3/sub")).doesNotExist();
    }

    @Test
    void takesCareOfWhatIsThere() throws IOException {
        Files.createDirectories(target);
        Files.writeString(target.resolve("a.txt"), "mine", StandardCharsets.UTF_8);

        Json refused = cli.with("restore", "latest", target.toString(), "--json")
                .exits(1)
                .json();
        assertThat(refused.object("error").text("code")).isEqualTo("target-not-empty");
        assertThat(target.resolve("sub")).doesNotExist();

        Run keep = cli.with("restore", "latest", target.toString(), "--existing", "keep")
                .exits(0);
        assertThat(keep.out()).contains("kept          1");
        assertThat(target.resolve("a.txt")).hasContent("mine");
        assertThat(target.resolve("sub/deep/b.txt")).exists();

        cli.with("restore", "latest", target.toString(), "--existing", "replace")
                .exits(0);
        assertThat(target.resolve("a.txt")).hasContent("alpha\n");
    }

    @Test
    void showsProgressAsJsonLines() {
        Run run = cli.with("restore", "latest", target.toString(), "--json", "--progress", "on")
                .exits(0);

        assertThat(run.json().number("files")).isEqualTo(4);
        List<Json> lines = run.err().lines().map(Json::parse).toList();
        assertThat(lines).isNotEmpty();
        assertThat(lines.get(lines.size() - 1).value("last")).isEqualTo(true);
        assertThat(lines.get(lines.size() - 1).names())
                .contains("phase", "itemsDone", "bytesDone", "bytesPerSecond", "elapsedSeconds");
    }

    @Test
    void redrawsALineOnATerminalAndIsQuietIfItIsTold() {
        assertThat(cli.typing("").with("verify", "--content").exits(0).err()).endsWith("\r");
        assertThat(cli.typing("").with("verify", "--content", "-q").exits(0).err())
                .isEmpty();
        assertThat(cli.typing("").with("verify", "--progress", "off").exits(0).err())
                .isEmpty();
        assertThat(cli.typing("")
                        .with("verify", "--progress", "off", "-v")
                        .exits(0)
                        .err())
                .contains("vaultik: storage ");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> paths(Json json) {
        return json.objects("entries").stream().map(entry -> entry.text("path")).toList();
    }
}
