package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotCommandsTest {
    /** A regular file that can be opened, and whose first byte cannot be read, even by root. */
    private static final String UNREADABLE = "/proc/self/mem";

    private static final String MISSING = "2001-01-01-000000-nowhere";

    @TempDir
    private Path folder = Path.of("");

    private Path data = Path.of("");
    private CommandLineFixture cli = new CommandLineFixture(folder);

    @BeforeEach
    void makeARepository() throws IOException {
        cli = new CommandLineFixture(folder);
        cli.init();
        data = Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(data.resolve("sub"));
        Files.writeString(data.resolve("a.txt"), "alpha\n", StandardCharsets.UTF_8);
        Files.writeString(data.resolve("sub/b.tmp"), "beta\n", StandardCharsets.UTF_8);
    }

    @Test
    void makesASnapshot() {
        Json made = create("--json").json();

        assertThat(made.names())
                .containsExactly(
                        "schema",
                        "id",
                        "status",
                        "files",
                        "directories",
                        "others",
                        "bytes",
                        "newFiles",
                        "changedFiles",
                        "unchangedFiles",
                        "newBytes",
                        "storedBytes",
                        "newBlobs",
                        "storageCalls",
                        "seconds",
                        "errors",
                        "skipped",
                        "alerts");
        assertThat(made.text("status")).isEqualTo("complete");
        assertThat(made.number("files")).isEqualTo(2);
        assertThat(made.number("directories")).isEqualTo(2);
        assertThat(made.number("bytes")).isEqualTo(11);
        assertThat(made.number("newFiles")).isEqualTo(2);
        assertThat(made.number("newBytes")).isEqualTo(11);
        assertThat(made.number("storageCalls")).isPositive();
        assertThat(made.objects("errors")).isEmpty();
    }

    @Test
    void tellsPeopleWhatItMade() {
        Run run = create();

        assertThat(run.out())
                .contains("status        complete", "files         2 files, 11 B (2 new, 0 changed, 0 unchanged)");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void listsSnapshots() {
        String first = create("--json", "--name", "one").json().text("id");
        String second = create("--json", "--name", "two").json().text("id");

        List<Json> all = cli.on("snapshot", "list", "--json").exits(0).json().objects("snapshots");

        assertThat(all).extracting(s -> s.text("id")).containsExactly(first, second);
        Json one = all.get(0);
        assertThat(one.names())
                .contains(
                        "id", "created", "host", "name", "blobs", "storedBytes", "newStoredBytes", "status", "series");
        assertThat(Instant.parse(one.text("created"))).isAfter(Instant.EPOCH);
        assertThat(one.text("name")).isEqualTo("one");
        assertThat(one.number("blobs")).isPositive();
        assertThat(one.number("newStoredBytes")).isPositive();
        assertThat(listed("--name", "two")).containsExactly(second);
        assertThat(listed("--host", one.text("host"))).containsExactly(first, second);
        assertThat(listed("--host", "elsewhere")).isEmpty();
        assertThat(cli.on("snapshot", "list").exits(0).out()).hasLineCount(2).contains(first, second);
    }

    @Test
    void takesTheLatestOfAName() throws IOException {
        create("--name", "one");
        Files.writeString(data.resolve("later"), "x", StandardCharsets.UTF_8);
        create("--name", "two");

        assertThat(cli.with("ls", "latest").exits(0).out()).contains("later");
        assertThat(cli.with("ls", "latest", "--name", "one").exits(0).out()).doesNotContain("later");
        assertThat(cli.with("ls", "latest", "--name", "three").exits(5).err())
                .contains("there is no complete snapshot of name three");
        assertThat(cli.with("ls", MISSING, "--name", "one").exits(2).err()).contains("go with the snapshot \"latest\"");
    }

    @Test
    void leavesOutWhatItIsTold() throws IOException {
        Path patterns = folder.resolve("patterns");
        Files.writeString(patterns, "# comment\n\n*.tmp\n", StandardCharsets.UTF_8);

        assertThat(create("--json", "--exclude", "*.tmp").json().number("files"))
                .isEqualTo(1);
        assertThat(create("--json", "--exclude-from", patterns.toString())
                        .json()
                        .number("files"))
                .isEqualTo(1);
        assertThat(create("--json", "--exclude-from", patterns.toString(), "--exclude", "!b.tmp")
                        .json()
                        .number("files"))
                .isEqualTo(2);
        cli.on("snapshot", "create", data.toString(), "--exclude-from", "/nowhere")
                .exits(1);
    }

    @Test
    void storesNothingInADryRun() {
        Json dry = create("--json", "--dry-run").json();

        assertThat(dry.has("id")).isTrue();
        assertThat(dry.number("files")).isEqualTo(2);
        assertThat(listed()).isEmpty();
    }

    @Test
    void readsEverythingAgainWhenItIsTold() {
        create();

        Json again = create("--json", "--force-reread", "--one-file-system", "--label", "why=test")
                .json();

        assertThat(again.number("unchangedFiles")).isZero();
        assertThat(again.number("newBytes")).isZero();
    }

    @Test
    void hasNoDataInAnEmptyFolder() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        Json none = cli.on("snapshot", "create", "--json", empty.toString())
                .exits(0)
                .json();

        assertThat(none.text("status")).isEqualTo("no-data");
        assertThat(listed()).isEmpty();
    }

    @Test
    void findsNoSource() {
        assertThat(cli.on("snapshot", "create", "--json", "/nowhere")
                        .exits(5)
                        .json()
                        .object("error")
                        .text("code"))
                .isEqualTo("not-found");
    }

    @Test
    void refusesOtherRecipientsThanThePinnedOnes() {
        String other = cli.run("keygen", "-o", folder + "/other").exits(0).out().strip();

        Json refused = cli.on("snapshot", "create", "--json", data.toString(), "--recipient", other)
                .exits(1)
                .json();

        assertThat(refused.object("error").text("code")).isEqualTo("not-permitted");
        cli.on("snapshot", "create", data.toString(), "--recipient", other, "--repin")
                .exits(0);
        assertThat(cli.with("ls", "latest", "--json")
                        .exits(1)
                        .json()
                        .object("error")
                        .text("code"))
                .isEqualTo("wrong-key");
        cli.on("ls", "latest", "--identity", folder + "/other").exits(0);
    }

    @Test
    void goesOnAfterAnItemThatFails() {
        Run run = cli.on("snapshot", "create", "--json", data.toString(), UNREADABLE)
                .exits(3);

        Json json = run.json();
        assertThat(json.text("status")).isEqualTo("partial");
        assertThat(json.number("files")).isEqualTo(2);
        assertThat(json.objects("errors")).hasSize(1);
        assertThat(json.objects("errors").get(0).text("path")).isEqualTo("mem");
        assertThat(run.err()).startsWith("vaultik: failed: mem: ");
        String id = json.text("id");
        Json stored = cli.with("snapshot", "errors", id, "--json").exits(0).json();
        assertThat(stored.text("snapshot")).isEqualTo(id);
        assertThat(stored.objects("errors")).extracting(e -> e.text("kind")).contains("failed");
        assertThat(cli.with("snapshot", "errors", id).exits(0).out()).contains("failed: mem: ");
        assertThat(cli.on("snapshot", "list").out()).contains("partial");
    }

    @Test
    void removesWhatItIsTold() {
        String first = create("--json").json().text("id");
        String second = create("--json").json().text("id");

        Json removed = cli.on("snapshot", "remove", "--force", "--json", first)
                .exits(0)
                .json();

        assertThat(removed.texts("removed")).containsExactly(first);
        assertThat(listed()).containsExactly(second);
        Run missing = cli.on("snapshot", "remove", "--force", second, MISSING).exits(5);
        assertThat(missing.err()).contains(MISSING);
        assertThat(listed()).containsExactly(second);
    }

    @Test
    void asksBeforeItRemoves() {
        String id = create("--json").json().text("id");

        assertThat(cli.on("snapshot", "remove", id).exits(2).err()).contains(id, "give --force");
        assertThat(cli.typing("n\n").on("snapshot", "remove", id).exits(1).err())
                .contains("Remove 1 snapshot? [y/N]", "nothing was removed");
        cli.typing("").on("snapshot", "remove", id).exits(1);
        assertThat(listed()).containsExactly(id);
        assertThat(cli.typing("y\n").on("snapshot", "remove", "latest").exits(0).out())
                .isEqualTo("removed " + id + "\n");
        assertThat(listed()).isEmpty();
    }

    private Run create(String... options) {
        String[] command = {"snapshot", "create", data.toString()};
        String[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return cli.on(all).exits(0);
    }

    private List<String> listed(String... options) {
        String[] command = {"snapshot", "list", "--json"};
        String[] all = Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return cli.on(all).exits(0).json().objects("snapshots").stream()
                .map(snapshot -> snapshot.text("id"))
                .toList();
    }
}
