package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryCommandsTest {
    private static final String ID = "5803426341cd88149ee1b981e8fa337b728d5cff9be5b92c3c4e1e214dc9d504";
    private static final String MANIFEST = """
            D 755 6cd17c61c7e42c50586ee5f3f54dbc4f809f71073fc176ed2ae865103dd33625 5 ./
            F 644 ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f 5 ./a.txt
            """;

    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture cli = new CommandLineFixture(folder);
    private Path data = Path.of("");

    @BeforeEach
    void makeADirectory() throws IOException {
        cli = new CommandLineFixture(folder);
        data = Files.createDirectory(folder.resolve("data"));
        Path file = Files.writeString(data.resolve("a.txt"), "hello");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void printsTheId() {
        assertThat(cli.run("directory", "id", data.toString()).exits(0).out()).isEqualTo(ID + "\n");
        Json json =
                cli.run("directory", "id", data.toString(), "--json").exits(0).json();
        assertThat(json.text("id")).isEqualTo(ID);
        assertThat(json.number("entries")).isEqualTo(2);
    }

    @Test
    void printsTheManifest() {
        assertThat(cli.run("directory", "manifest", data.toString()).exits(0).out())
                .isEqualTo(MANIFEST);
        Json json = cli.run("directory", "manifest", data.toString(), "--json")
                .exits(0)
                .json();
        assertThat(json.objects("entries")).hasSize(2);
        assertThat(json.objects("entries").get(1).text("path")).isEqualTo("./a.txt");
    }

    @Test
    void takesTheOptionsOfAWalk() throws IOException {
        Files.createSymbolicLink(data.resolve("link"), Path.of("a.txt"));
        Files.writeString(data.resolve("other"), "x");
        assertThat(cli.run("directory", "id", data.toString(), "--no-follow", "--exclude", "other$", "--jobs", "3")
                        .exits(0)
                        .out())
                .isEqualTo(ID + "\n");
        assertThat(cli.run("directory", "manifest", data.toString(), "--absolute", "--checksum", "md5")
                        .exits(0)
                        .out())
                .contains(" 5d41402abc4b2a76b9719d911017c592 5 " + data + "/a.txt\n")
                .contains("F 777 5d41402abc4b2a76b9719d911017c592 5 " + data + "/link\n");
        cli.run("directory", "id", data.toString(), "--context", "secret").exits(0);
    }

    @Test
    void saysWhatIsMissingInAManifest() throws IOException {
        Files.writeString(data.resolve("line\nfeed"), "x");
        CommandLineFixture.Run run = cli.run("directory", "id", data.toString()).exits(3);
        assertThat(run.out()).isEqualTo(ID + "\n");
        assertThat(run.err()).contains("cannot stand in a manifest");
    }

    @Test
    void refusesWhatItCannotRead() {
        cli.run("directory", "id", data + "/none").exits(5);
        assertThat(cli.run("directory", "id", data.toString(), "--checksum", "crc")
                        .exits(2)
                        .err())
                .contains("blake3, md5, sha256");
        cli.run("directory", "id", data.toString(), "--checksum", "md5", "--context", "x")
                .exits(2);
        cli.run("directory", "id", data.toString(), "--exclude", "(").exits(2);
        cli.run("directory", "id", data.toString(), "--jobs", "0").exits(2);
    }
}
