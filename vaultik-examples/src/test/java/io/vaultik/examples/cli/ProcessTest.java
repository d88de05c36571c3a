package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show: its exit code, its locale, its signals. */
class ProcessTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void endsWithTheExitCodeOfTheCommand() throws Exception {
        Process version = start(Map.of(), "--version");
        assertThat(output(version)).startsWith("vaultik ");
        assertThat(version.waitFor()).isZero();

        assertThat(start(Map.of(), "frobnicate").waitFor()).isEqualTo(2);
    }

    @Test
    void keepsTheBytesOfItsArgumentsInAnyLocale() throws Exception {
        for (String locale : List.of("C", "C.UTF-8")) {
            Path place = Files.createDirectories(folder.resolve(locale));

            assertThat(shell(locale, "keygen -o \"$(printf '" + place + "/caf\\351-\\303\\274')\"")
                            .waitFor())
                    .isZero();
            try (var files = Files.list(place)) {
                assertThat(files.map(file -> file.toUri().getRawPath()))
                        .containsExactly(place.toUri().getRawPath() + "caf%E9-%C3%BC");
            }
        }
    }

    @Test
    void endsWith130WhenItIsInterruptedAndLeavesNothingHalfDone() throws Exception {
        CommandLineFixture cli = new CommandLineFixture(folder);
        cli.init();
        Path data = Files.createDirectories(folder.resolve("data"));
        Path endless = data.resolve("endless");
        try (RandomAccessFile file = new RandomAccessFile(endless.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        Process run = start(
                Map.of(),
                "snapshot",
                "create",
                "--json",
                "--progress",
                "on",
                data.toString(),
                "--storage",
                cli.repository().toString(),
                "--state",
                folder + "/state",
                "--catalog",
                folder + "/catalog");
        BufferedReader err = run.errorReader(StandardCharsets.UTF_8);
        assertThat(Json.parse(String.valueOf(err.readLine())).has("phase")).isTrue();

        new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();

        String last = err.lines().reduce("", (first, second) -> second);
        assertThat(run.waitFor()).isEqualTo(130);
        assertThat(last).isEqualTo("vaultik: interrupted");
        assertThat(Json.parse(output(run)).object("error").text("code")).isEqualTo("interrupted");
        assertThat(cli.on("snapshot", "list", "--json").exits(0).json().objects("snapshots"))
                .isEmpty();
        Files.delete(endless);
        Files.writeString(data.resolve("small"), "x", StandardCharsets.UTF_8);
        cli.on("snapshot", "create", data.toString()).exits(0);
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Starts the command line. {@code env} gives SIGINT its default back, which a parent may have switched off. */
    private static Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(java());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Process shell(String locale, String arguments) throws IOException {
        String script = "\"$0\" \"$@\" " + arguments;
        List<String> command = new ArrayList<>(List.of("sh", "-c", script));
        command.addAll(java());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        return builder.start();
    }

    private static List<String> java() {
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }
}
