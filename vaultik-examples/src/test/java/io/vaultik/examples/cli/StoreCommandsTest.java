package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.core.Vaultik;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.examples.cli.CommandLineFixture.Run;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.PushOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCommandsTest {
    private static final String NO_ID = "0".repeat(64);

    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture cli = new CommandLineFixture(folder);
    private String id = "";

    @BeforeEach
    void pushADirectory() throws IOException {
        cli = new CommandLineFixture(folder);
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("sub"));
        Files.writeString(source.resolve("a"), "hello", StandardCharsets.UTF_8);
        Files.writeString(source.resolve("sub/b"), "world", StandardCharsets.UTF_8);
        DirectoryManifest manifest = Manifests.parse(String.join(
                "\n",
                List.of(
                        "D 755 " + digest("any") + " 10 ./",
                        "F 644 " + digest("hello") + " 5 ./a",
                        "D 755 " + digest("any") + " 5 ./sub/",
                        "F 600 " + digest("world") + " 5 ./sub/b")));
        try (FileStorage storage = FileStorage.at(folder.resolve("store"))) {
            Vaultik.store(storage).push(manifest, source, PushOptions.standard());
        }
        id = manifest.id().hex();
    }

    private static String digest(String content) {
        return Hashing.digest(content.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private Run directory(String... arguments) {
        return cli.run(
                Stream.concat(Stream.of("directory"), Stream.of(arguments)).toArray(String[]::new));
    }

    private Path object(String content) {
        String hex = digest(content);
        return folder.resolve("store/.objects")
                .resolve(hex.substring(0, 3))
                .resolve(hex.substring(3, 6))
                .resolve(hex.substring(6, 9))
                .resolve(hex.substring(9));
    }

    @Test
    void listsAndDeletes() {
        assertThat(directory("list", at("store")).exits(0).out()).isEqualTo(id + "\n");
        assertThat(directory("list", at("store"), "--json").exits(0).out())
                .isEqualTo("{\"schema\":1,\"manifests\":[\"" + id + "\"]}\n");
        assertThat(directory("delete", id, at("store"), "--json").exits(0).out())
                .isEqualTo("{\"schema\":1,\"deleted\":\"" + id + "\"}\n");
        directory("delete", id, at("store")).exits(5);
        assertThat(directory("list", at("store")).exits(0).out()).isEmpty();
    }

    @Test
    void collectsWhatNoManifestNames() throws IOException {
        Run refused = directory("collect", at("store"));
        refused.exits(2);
        assertThat(refused.err()).contains("--exclusive");
        directory("delete", id, at("store")).exits(0);
        Run plan = directory("collect", at("store"), "--dry-run");
        plan.exits(0);
        assertThat(plan.out()).contains("2 objects").doesNotContain("deleted");
        assertThat(object("hello")).exists();
        Json done = directory("collect", at("store"), "--exclusive", "--json").json();
        assertThat(done.number("deletedObjects")).isEqualTo(2);
        assertThat(done.number("deletedBytes")).isEqualTo(10);
        assertThat(done.objects("blockedBy")).isEmpty();
        assertThat(object("hello")).doesNotExist();
    }

    @Test
    void namesThePushThatBlocksACollection() throws IOException {
        directory("delete", id, at("store")).exits(0);
        try (FileStorage storage = FileStorage.at(folder.resolve("store"))) {
            // A push that died: its session object stays.
            Vaultik.store(storage).beginPush(Manifests.parse(""));
        }
        Run blocked = directory("collect", at("store"), "--exclusive");
        blocked.exits(6);
        assertThat(blocked.out()).contains("blocked by push");
        String session = directory("collect", at("store"), "--dry-run", "--json")
                .json()
                .objects("sessions")
                .get(0)
                .text("id");
        directory("collect", at("store"), "--exclusive", "--session-dead", "x").exits(5);
        Run done = directory("collect", at("store"), "--exclusive", "--session-dead", session);
        done.exits(0);
        assertThat(object("hello")).doesNotExist();
    }

    @Test
    void collectsAPoolForAllItsStores() throws IOException {
        String pool = at("pool");
        directory("push", at("source"), pool + "," + at("m1")).exits(0);
        directory("push", at("source/sub"), pool + "," + at("m2")).exits(0);
        String kept = directory("list", pool + "," + at("m1")).out().strip();
        assertThat(directory("collect", pool + "," + at("m2"), "--manifests", at("m1"), "--exclusive")
                        .out())
                .contains("0 objects");
        directory("verify", pool + "," + at("m1"), kept).exits(0);
        assertThat(directory("collect", pool + "," + at("m2"), "--exclusive").out())
                .contains("1 object");
    }

    @Test
    void pullsAndMirrors() throws IOException {
        assertThat(directory("pull", id, at("store"), at("out")).exits(0).out()).contains("2 files, 10 B");
        assertThat(folder.resolve("out/sub/b")).hasContent("world");
        Files.writeString(folder.resolve("out/extra"), "x", StandardCharsets.UTF_8);
        Run dry = directory("pull", id, at("store"), at("out"), "--mirror", "--dry-run", "--json")
                .exits(0);
        assertThat(dry.out())
                .contains("\"dryRun\":true", "\"files\":0", "\"kept\":2", "\"removed\":[\"extra\"]", "\"errors\":[]");
        assertThat(folder.resolve("out/extra")).exists();
        directory("pull", id, at("store"), at("out"), "--mirror", "--jobs", "2").exits(0);
        assertThat(folder.resolve("out/extra")).doesNotExist();
        directory("pull", NO_ID, at("store"), at("out")).exits(5);
        directory("pull", "latest", at("store"), at("out")).exits(2);
        directory("pull", id, at("store"), at("out"), "--jobs", "0").exits(2);
    }

    @Test
    void syncsOneOrAll() {
        assertThat(directory("sync", id, at("store"), at("other"), "--dry-run", "--json")
                        .exits(0)
                        .out())
                .contains("\"copied\":2", "\"bytes\":10", "\"dryRun\":true");
        assertThat(directory("list", at("other")).exits(0).out()).isEmpty();
        assertThat(directory("sync", id, at("store"), at("other"), "--json")
                        .exits(0)
                        .out())
                .contains("\"manifests\":1", "\"present\":0", "\"copied\":2", "\"skipped\":0", "\"calls\":");
        assertThat(directory("sync", "--all", at("store"), at("other"), "--mirror", "--json")
                        .exits(0)
                        .out())
                .contains("\"manifests\":0", "\"present\":1");
        String split = at("pool") + "," + at("names");
        directory("sync", "--all", at("store"), split).exits(0);
        directory("verify", split).exits(0);
        assertThat(folder.resolve("pool/.objects")).isDirectory();
        assertThat(folder.resolve("names/.manifests")).isDirectory();
        directory("sync", id, at("store")).exits(2);
        directory("sync", "--all", id, at("store"), at("other")).exits(2);
        directory("sync", NO_ID, at("store"), at("other")).exits(5);
    }

    @Test
    void tellsDamageApart() throws IOException {
        assertThat(directory("verify", at("store"), "--json").exits(0).out())
                .isEqualTo("{\"schema\":1,\"status\":\"ok\",\"checkedManifests\":1,\"checkedObjects\":2,"
                        + "\"checkedBytes\":10,\"missing\":[],\"corrupt\":[],\"unreadable\":[]}\n");
        Files.delete(object("hello"));
        Files.writeString(object("world"), "w0rld", StandardCharsets.UTF_8);
        Run damaged = directory("verify", at("store"), id, "--json").exits(4);
        assertThat(damaged.out())
                .contains("\"status\":\"damaged\"", "\"missing\":[{\"kind\":\"object\",\"digest\":\"" + digest("hello"))
                .contains("\"corrupt\":[{\"kind\":\"object\",\"digest\":\"" + digest("world"));
        assertThat(directory("verify", at("store")).exits(4).out())
                .contains("missing object " + digest("hello"), "corrupt object " + digest("world"));
        directory("verify", at("store"), NO_ID).exits(5);
        Run pulled = directory("pull", id, at("store"), at("out"), "--json").exits(3);
        assertThat(pulled.out()).contains("\"path\":\"a\"", "IntegrityException");
        directory("sync", id, at("store"), at("other")).exits(3);
    }

    @Test
    void pushesADirectoryAndPrintsItsId() throws IOException {
        String printed =
                directory("push", at("source"), at("fresh")).exits(0).out().strip();
        assertThat(printed)
                .isEqualTo(directory("id", at("source")).exits(0).out().strip());
        assertThat(directory("push", at("source"), at("fresh"), "--json")
                        .exits(0)
                        .out())
                .contains("\"id\":\"" + printed + "\"", "\"stored\":true", "\"copied\":0", "\"skipped\":2");
        directory("pull", printed, at("fresh"), at("again")).exits(0);
        assertThat(directory("id", at("again")).exits(0).out().strip()).isEqualTo(printed);
        directory("push", at("source"), at("fresh"), "--checksum", "md5").exits(2);
        directory("push", at("source"), at("fresh"), "--context", "secret").exits(2);
        directory("push", at("nowhere"), at("fresh")).exits(5);
    }

    @Test
    void comparesManifestsAndDirectories() throws IOException {
        String before =
                directory("push", at("source"), at("fresh")).exits(0).out().strip();
        Files.writeString(folder.resolve("source/a"), "hallo", StandardCharsets.UTF_8);
        Files.writeString(folder.resolve("source/c"), "new", StandardCharsets.UTF_8);
        assertThat(directory("diff", before, at("source"), at("fresh")).exits(0).out())
                .isEqualTo("M ./\nM ./a\n+ ./c\n");
        assertThat(directory("diff", at("source"), before, at("fresh"), "--json")
                        .exits(0)
                        .out())
                .contains("\"kind\":\"removed\"", "\"path\":\"./c\"", "\"before\":{\"type\":\"F\"");
        assertThat(directory("diff", at("source"), at("source")).exits(0).out()).isEmpty();
        directory("diff", before, at("source")).exits(2);
    }
}
