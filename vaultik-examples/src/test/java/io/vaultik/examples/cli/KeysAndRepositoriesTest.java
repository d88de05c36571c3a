package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysAndRepositoriesTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void makesAKeyThatOnlyItsOwnerCanRead() throws IOException {
        Path key = folder.resolve("key.txt");

        String recipient = run("keygen", "-o", key.toString()).exits(0).out().strip();

        assertThat(recipient).matches("age1[a-z0-9]{58}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(key))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("# created: 20"))
                .contains("# public key: " + recipient)
                .anyMatch(line -> line.startsWith("AGE-SECRET-KEY-1"));
    }

    @Test
    void neverOverwritesAKey() throws IOException {
        Path key = folder.resolve("key.txt");
        Files.writeString(key, "precious", StandardCharsets.UTF_8);

        Json json = run("keygen", "-o", key.toString(), "--json").exits(1).json();

        assertThat(json.object("error").text("code")).isEqualTo("already-exists");
        assertThat(key).hasContent("precious");
    }

    @Test
    void showsAKeyAsAgeKeygenDoes() {
        Run run = run("keygen").exits(0);

        assertThat(run.out()).matches("# created: \\S+\n# public key: age1\\w{58}\nAGE-SECRET-KEY-1\\w{58}\n");
        assertThat(run.err()).matches("Public key: age1\\w{58}\n").doesNotContain("SECRET");
    }

    @Test
    void writesAKeyAsJson() {
        Json shown = run("keygen", "--json").exits(0).json();
        Json written = run("keygen", "--json", "-o", folder + "/k").exits(0).json();

        assertThat(shown.names()).containsExactly("schema", "created", "publicKey", "secretKey");
        assertThat(written.names()).containsExactly("schema", "created", "publicKey", "file");
    }

    @Test
    void makesARepositoryOnce() {
        CommandLineFixture cli = new CommandLineFixture(folder);

        String id = cli.init();

        assertThat(UUID.fromString(id).toString()).isEqualTo(id);
        Run again = cli.on("init", "--recipient", recipient(cli), "--json").exits(1);
        assertThat(again.json().object("error").text("code")).isEqualTo("already-exists");
        assertThat(again.err())
                .contains("already exists")
                .contains(cli.repository().toString());
        assertThat(cli.on("store", "info", "--json").exits(0).json().text("id")).isEqualTo(id);
    }

    @Test
    void makesARepositoryWithJson() {
        CommandLineFixture cli = new CommandLineFixture(folder);
        String recipient = run("keygen", "-o", cli.key().toString()).out().strip();

        Json json = cli.on("init", "--recipient", recipient, "--digest", "sha-256", "--json")
                .exits(0)
                .json();

        assertThat(json.names()).containsExactly("schema", "id", "location", "digest", "recipients");
        assertThat(json.text("digest")).isEqualTo("sha-256");
        assertThat(json.texts("recipients")).containsExactly(recipient);
    }

    @Test
    void takesSettingsFromTheEnvironment() throws IOException {
        CommandLineFixture cli = new CommandLineFixture(folder);
        cli.init();
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("a"), "a", StandardCharsets.UTF_8);
        cli.on("snapshot", "create", data.toString()).exits(0);
        String[] ls = {"ls", "latest", "--state", folder + "/state", "--catalog", folder + "/catalog"};
        String secret = Files.readAllLines(cli.key()).get(2);

        cli.set("VAULTIK_STORAGE", cli.repository().toUri().toString());
        cli.run(ls).exits(1);
        assertThat(cli.set("VAULTIK_AGE_SECRET_KEY", secret).run(ls).exits(0).out())
                .endsWith(" a\n");
        cli.set("VAULTIK_AGE_SECRET_KEY", "");
        assertThat(cli.set("VAULTIK_IDENTITY", cli.key().toString())
                        .run(ls)
                        .exits(0)
                        .out())
                .endsWith(" a\n");
    }

    @Test
    void doesNotTakeABrokenKeyForADamagedRepository() {
        CommandLineFixture cli = new CommandLineFixture(folder);
        cli.init();

        cli.set("VAULTIK_AGE_SECRET_KEY", "AGE-SECRET-KEY-1BROKEN");

        assertThat(cli.on("ls", "latest", "--json")
                        .exits(1)
                        .json()
                        .object("error")
                        .text("code"))
                .isEqualTo("key-required");
        assertThat(cli.on("ls", "latest").err()).doesNotContain("BROKEN");
    }

    @Test
    void showsAnEmptyRepository() {
        CommandLineFixture cli = new CommandLineFixture(folder);
        cli.init();

        Json info = cli.on("store", "info", "--json").exits(0).json();

        assertThat(info.names())
                .containsExactly(
                        "schema",
                        "id",
                        "location",
                        "created",
                        "digest",
                        "createTrusted",
                        "snapshots",
                        "oldest",
                        "newest",
                        "blobs",
                        "storedBytes",
                        "unreferencedBlobs",
                        "unreferencedBytes",
                        "condemnedBlobs");
        assertThat(info.number("snapshots")).isZero();
        assertThat(info.number("blobs")).isZero();
        assertThat(cli.on("store", "info").exits(0).out()).contains("snapshots     0", "blobs         0 blobs, 0 B");
        assertThat(cli.on("snapshot", "list").exits(0).out()).isEmpty();
        assertThat(cli.with("ls", "latest").exits(5).err()).contains("there is no complete snapshot");
    }

    private static String recipient(CommandLineFixture cli) {
        return cli.run("keygen", "-o", cli.key() + "2").exits(0).out().strip();
    }

    private Run run(String... arguments) {
        return new CommandLineFixture(folder).run(arguments);
    }
}
