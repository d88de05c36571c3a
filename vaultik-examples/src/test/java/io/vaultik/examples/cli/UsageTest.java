package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.examples.cli.CommandLineFixture.Run;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class UsageTest {
    private static final List<String> GLOBAL = List.of(
            "--catalog",
            "--help",
            "--identity",
            "--json",
            "--progress",
            "--quiet",
            "--state",
            "--storage",
            "--storage-option",
            "--verbose",
            "--version");

    /** Each command with its own options. */
    private static final String CONTRACT = """
            keygen | --output
            init | --digest --recipient
            store info |
            storage check | --longest-mib --objects
            snapshot create | --continues --dry-run --exclude --exclude-from --force-reread --label --name --one-file-system --recipient --repin
            snapshot list | --host --name
            snapshot verify | --content --deep --host --name
            snapshot remove | --even-pinned --force --host --ignore-missing --name
            snapshot purge | --dry-run --force --host --keep-at-least --keep-daily --keep-hourly --keep-last --keep-latest --keep-monthly --keep-weekly --keep-within --keep-yearly --name --older-than
            snapshot pin | --host --name
            snapshot unpin | --host --name
            snapshot errors | --host --name
            ls | --host --name --recursive
            restore | --exclude --existing --host --include --name --no-owner --sparse
            fetch | --host --name --output
            verify | --budget --content --deep
            copy | --dry-run --host --jobs --name --recipient --reencrypt --repin --to --to-option
            prune | --dry-run --heal --recipient --reencrypt --repack --repack-below --repin --revoke-after --session-dead --take-over
            catalog rebuild |
            catalog drop |
            directory pull | --dry-run --jobs --mask-modes --mirror
            directory sync | --all --dry-run --jobs --mirror
            directory verify |
            directory list |
            directory delete |
            directory collect | --dry-run --exclusive --manifests --session-dead
            directory id | --absolute --checksum --context --exclude --jobs --no-follow
            directory manifest | --absolute --checksum --context --exclude --jobs --no-follow
            directory push | --absolute --checksum --context --exclude --jobs --no-follow
            directory diff | --absolute --checksum --context --exclude --jobs --no-follow
            """;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void hasTheCommandsAndOptionsOfTheContract() throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        CONTRACT.lines().forEach(line -> {
            String[] parts = line.split(" \\|", -1);
            String options = parts[1].strip();
            expected.put(parts[0], options.isEmpty() ? List.of() : List.of(options.split(" ", -1)));
        });
        Map<String, List<String>> actual = new TreeMap<>();
        collect("", parser(), actual);

        assertThat(actual).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verify --deeep | vaultik verify has no option \"--deeep\"; did you mean --deep?; see vaultik verify --help",
                "verfy | vaultik has no command \"verfy\"; did you mean verify?; see vaultik --help",
                "frobnicate | vaultik has no command \"frobnicate\"; there are keygen, init, store, snapshot, ls",
                "snapshot | vaultik snapshot needs a command: create, list, verify, remove, purge, pin, unpin, errors",
                "snapshot purge --storage x | say what is kept: either --keep-latest, or --older-than AGE, or some of --keep-last",
                "snapshot purge --storage x --keep-latest --keep-daily 3 | say what is kept: either --keep-latest",
                "snapshot purge --storage x --keep-at-least 3 | say what is kept: either --keep-latest",
                "snapshot purge --storage x --keep-daily 0 | a rule keeps at least 1, not 0",
                "snapshot purge --storage x --older-than 30 | an age is a number and d, w, m (months) or y, such as 30d",
                "snapshot purge --storage x --older-than 0d | an age is a number and d, w, m (months) or y, such as 30d",
                "snapshot creat x | vaultik snapshot has no command \"creat\"; did you mean create?",
                "catalog | vaultik catalog needs a command: rebuild, drop",
                "catalog rebuld x | vaultik catalog has no command \"rebuld\"; did you mean rebuild?",
                "ls | Missing required parameter: 'ID'; see vaultik ls --help",
                "ls a b c | \"c\" is one argument too many for vaultik ls",
                "fetch a | Missing required parameter: 'PATH'",
                "restore a | Missing required parameter: 'TARGET'",
                "init | Missing required option: '--recipient=AGE1…'",
                "verify --progress maybe | it is one of auto, on, off, not \"maybe\"",
                "restore a b --existing changed | it is one of fail, keep, replace, not \"changed\"",
                "verify --deep --content --storage x | either --deep or --content (which includes it), not both",
                "verify | which repository? Give --storage URI, or set VAULTIK_STORAGE",
                "verify --storage s3://user:secret@bucket/x | a bucket is s3://bucket or s3://bucket/prefix, without a user",
                "verify --storage s3://bucket?session-token=x | does not belong in an address",
                "verify --storage s3://bucket -O path-style=x | path-style is true or false",
                "verify --storage s3://bucket -O colour | a storage option is NAME=VALUE",
                "verify --storage gs://bucket/x | there are no storages of the kind \"gs:\" here; there are file:, mem:, s3:",
                "verify --storage file:x | is not of the form file:///path",
                "verify --storage x -O region=x | there is no storage option \"region\": a folder has none",
                "init --storage x --recipient foo | a recipient is age1 and 58 characters, not \"foo\"",
                "snapshot create --storage x --repin y | --repin goes with --recipient",
                "fetch --json a b | --json needs -o FILE",
                "ls --storage x id a/../b | \"a/../b\" is no path in a snapshot",
            })
    void saysWhatIsRight(String command, String message) {
        Run run = run(command.split(" "));

        run.exits(2);
        assertThat(run.err())
                .startsWith("vaultik: ")
                .contains(message)
                .hasLineCount(1)
                .doesNotContain("secret");
        assertThat(run.out().isEmpty()).isNotEqualTo(command.contains("--json"));
    }

    @Test
    void writesAFailureAsJson() {
        Json json = run("verfy", "--json").exits(2).json();

        assertThat(json.names()).containsExactly("schema", "error");
        assertThat(json.number("schema")).isEqualTo(1);
        assertThat(json.object("error").names()).containsExactly("code", "message", "exitCode");
        assertThat(json.object("error").text("code")).isEqualTo("usage");
        assertThat(json.object("error").number("exitCode")).isEqualTo(2);
    }

    @Test
    void showsHelpOnStandardOutput() {
        Run top = run("--help").exits(0);
        Run inner = run("snapshot", "create", "--help").exits(0);

        assertThat(top.out()).contains("Usage: vaultik", "keygen", "Exit codes: 0 done");
        assertThat(inner.out()).contains("Usage: vaultik snapshot create", "--exclude-from");
        assertThat(top.err() + inner.err()).isEmpty();
    }

    @Test
    void usesNoColourWhereNoneIsWanted() {
        assertThat(new CommandLineFixture(folder)
                        .set("NO_COLOR", "1")
                        .run("--help")
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void showsItsVersion() {
        assertThat(run("--version").exits(0).out()).matches("vaultik \\d+\\.\\d+\\.\\d+.*\n");
        assertThat(run("--version", "--json").exits(0).json().text("version")).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void takesAnOptionThatIsNoUtf8ForWrongUsage() {
        assertThat(run("snapshot", "list", "--name", "caf\udce9").exits(2).err())
                .contains("is not UTF-8");
    }

    @Test
    void needsTheIdentityForWhatIsEncrypted() {
        Json json = run("ls", "latest", "--storage", "x", "--json").exits(1).json();

        assertThat(json.object("error").text("code")).isEqualTo("key-required");
        assertThat(run("ls", "latest", "--storage", "x", "--identity", folder + "/none")
                        .exits(1)
                        .err())
                .contains("there is no identity file " + folder + "/none");
    }

    @Test
    void findsNoRepositoryWhereThereIsNone() {
        Path nowhere = folder.resolve("nowhere");
        for (String storage : List.of(nowhere.toString(), nowhere.toUri().toString())) {
            Run run = run("snapshot", "list", "--json", "--storage", storage, "--state", folder + "/s");

            assertThat(run.exits(5).json().object("error").text("code")).isEqualTo("not-found");
        }
        assertThat(nowhere).doesNotExist();
    }

    @Test
    void endsWithAFailureWhenTheResultCannotBeWritten() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        int exitCode = Main.run(new String[] {"--version"}, new ByteArrayInputStream(new byte[0]), full, err, Map.of());

        assertThat(exitCode).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("No space left on device");
    }

    private Run run(String... arguments) {
        return new CommandLineFixture(folder).run(arguments);
    }

    private static CommandLine parser() throws IOException {
        Streams streams = new Streams(
                new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                false,
                false);
        return CommandTree.parser(new Invocation(streams, Map.of()));
    }

    private static void collect(String name, CommandLine command, Map<String, List<String>> found) {
        for (Map.Entry<String, CommandLine> inner : command.getSubcommands().entrySet()) {
            collect((name + " " + inner.getKey()).strip(), inner.getValue(), found);
        }
        if (command.getSubcommands().isEmpty()) {
            TreeSet<String> options = new TreeSet<>();
            command.getCommandSpec().options().forEach(option -> options.add(option.longestName()));
            assertThat(options).as(name).containsAll(GLOBAL);
            options.removeAll(GLOBAL);
            found.put(name, List.copyOf(options));
        }
    }
}
