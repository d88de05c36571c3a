package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purge, pins and the switches of remove. No command here is given a key. */
class RetentionCommandsTest {
    private static final String MISSING = "2001-01-01-000000-nowhere";

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
        for (String name : List.of("a", "a", "a", "b")) {
            Files.writeString(data.resolve("file"), name + ids.size(), StandardCharsets.UTF_8);
            ids.add(cli.on("snapshot", "create", "--name", name, "--json", data.toString())
                    .json()
                    .text("id"));
        }
    }

    @Test
    void showsWhatWouldGo() {
        Json plan = cli.on("snapshot", "purge", "--keep-latest", "--dry-run", "--json")
                .exits(0)
                .json();

        assertThat(plan.names()).containsExactly("schema", "dryRun", "series", "going", "removed");
        assertThat(plan.texts("going")).containsExactly(ids.get(0), ids.get(1));
        assertThat(plan.texts("removed")).isEmpty();
        Json series = plan.objects("series").get(0);
        assertThat(series.names()).containsExactly("series", "host", "name", "snapshots");
        assertThat(series.text("name")).isEqualTo("a");
        assertThat(series.objects("snapshots"))
                .extracting(s -> s.texts("keptBy"))
                .containsExactly(List.of(), List.of(), List.of("last"));
        assertThat(listed()).containsExactlyElementsOf(ids);
        String text = cli.on("snapshot", "purge", "--keep-last", "2", "--keep-daily", "1", "--dry-run")
                .exits(0)
                .out();
        assertThat(text.lines().toList()).hasSize(6);
        assertThat(text).containsPattern(ids.get(0) + " +\\S+  goes\n").contains("stays: last, daily\n");
    }

    @Test
    void asksBeforeItPurges() {
        Run unasked = cli.on("snapshot", "purge", "--keep-latest").exits(2);
        assertThat(unasked.err()).contains(ids.get(0), "goes", "give --force");
        assertThat(cli.typing("n\n")
                        .on("snapshot", "purge", "--keep-latest")
                        .exits(1)
                        .err())
                .contains("Remove 2 snapshots? [y/N]", "nothing was removed");
        assertThat(listed()).containsExactlyElementsOf(ids);
        assertThat(cli.typing("y\n")
                        .on("snapshot", "purge", "--keep-latest")
                        .exits(0)
                        .out())
                .isEqualTo("removed " + ids.get(0) + "\nremoved " + ids.get(1) + "\n");
        assertThat(listed()).containsExactly(ids.get(2), ids.get(3));
    }

    @Test
    void purgesOnlyWhatItIsTold() {
        Json none = cli.on("snapshot", "purge", "--older-than", "1d", "--json")
                .exits(0)
                .json();
        assertThat(none.texts("removed")).isEmpty();
        Json named = cli.on("snapshot", "purge", "--keep-latest", "--name", "b", "--force", "--json")
                .exits(0)
                .json();
        assertThat(named.texts("removed")).isEmpty();
        assertThat(named.objects("series")).hasSize(1);
        Json purged = cli.on("snapshot", "purge", "--keep-last", "1", "--keep-at-least", "2", "--force", "--json")
                .exits(0)
                .json();
        assertThat(purged.texts("removed")).containsExactly(ids.get(0));
        assertThat(listed()).containsExactly(ids.get(1), ids.get(2), ids.get(3));
    }

    @Test
    void keepsWhatIsPinned() {
        assertThat(cli.on("snapshot", "pin", ids.get(0), "latest", "--name", "b")
                        .exits(2)
                        .err())
                .contains("--host and --name go with");
        assertThat(cli.on("snapshot", "pin", ids.get(0), ids.get(1), "--json")
                        .exits(0)
                        .json()
                        .texts("pinned"))
                .containsExactly(ids.get(0), ids.get(1));
        assertThat(cli.on("snapshot", "unpin", ids.get(1)).exits(0).out()).isEqualTo("unpinned " + ids.get(1) + "\n");
        cli.on("snapshot", "pin", MISSING).exits(5);
        assertThat(cli.on("snapshot", "list").out().lines().toList().get(0)).endsWith("  pinned");
        assertThat(cli.on("snapshot", "list", "--json").json().objects("snapshots"))
                .extracting(s -> s.value("pinned"))
                .containsExactly(true, false, false, false);

        cli.on("snapshot", "purge", "--keep-latest", "--force").exits(0);
        assertThat(listed()).containsExactly(ids.get(0), ids.get(2), ids.get(3));
        Json refused = cli.on("snapshot", "remove", "--force", "--json", ids.get(2), ids.get(0))
                .exits(1)
                .json();
        assertThat(refused.object("error").text("code")).isEqualTo("not-permitted");
        assertThat(listed()).hasSize(3);
        cli.on("snapshot", "remove", "--force", "--even-pinned", ids.get(0)).exits(0);
        assertThat(listed()).containsExactly(ids.get(2), ids.get(3));
    }

    @Test
    void passesOverWhatIsMissing() {
        cli.on("snapshot", "remove", "--force", ids.get(0), MISSING).exits(5);
        Run run = cli.on("snapshot", "remove", "--force", "--ignore-missing", "--json", ids.get(0), MISSING)
                .exits(0);
        assertThat(run.json().texts("removed")).containsExactly(ids.get(0));
        assertThat(run.json().texts("missing")).containsExactly(MISSING);
        assertThat(run.err()).contains("there is no snapshot " + MISSING);
    }

    @Test
    void readsAges() {
        Ages ages = new Ages();
        assertThat(ages.convert("30d")).isEqualTo(Period.ofDays(30));
        assertThat(ages.convert("2w")).isEqualTo(Period.ofDays(14));
        assertThat(ages.convert("6m")).isEqualTo(Period.ofMonths(6));
        assertThat(ages.convert("1y")).isEqualTo(Period.ofYears(1));
    }

    private List<String> listed() {
        return cli.on("snapshot", "list", "--json").exits(0).json().objects("snapshots").stream()
                .map(snapshot -> snapshot.text("id"))
                .toList();
    }
}
