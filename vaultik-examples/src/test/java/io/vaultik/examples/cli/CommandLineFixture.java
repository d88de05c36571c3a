package io.vaultik.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands in this process, with a repository, a key, state and catalog below one folder. */
final class CommandLineFixture {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> storage = new ArrayList<>();
    private String recipient = "";
    private String input = "";
    private boolean terminal;

    CommandLineFixture(Path folder) {
        this.folder = folder;
        storage.addAll(List.of("--storage", repository().toString()));
    }

    /** What came out of one run. */
    record Run(int exitCode, byte[] bytes, String err) {
        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Json json() {
            return Json.parse(out());
        }

        Run exits(int expected) {
            assertThat(exitCode).as("exit code; out: %s err: %s", out(), err).isEqualTo(expected);
            return this;
        }
    }

    Path key() {
        return folder.resolve("key.txt");
    }

    /** Returns whom {@link #init} encrypts to. */
    String recipient() {
        return recipient;
    }

    Path repository() {
        return folder.resolve("repository");
    }

    /** Keeps the repository elsewhere. */
    CommandLineFixture keptAt(String address, Map<String, String> options) {
        storage.clear();
        storage.addAll(List.of("--storage", address));
        options.forEach((name, value) -> storage.addAll(List.of("-O", name + "=" + value)));
        return this;
    }

    /** Returns the options that say where the repository is. */
    List<String> storage() {
        return List.copyOf(storage);
    }

    CommandLineFixture set(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** A person sits at a terminal and will type this. */
    CommandLineFixture typing(String text) {
        this.terminal = true;
        this.input = text;
        return this;
    }

    /** Makes a key and a repository. Returns the id of the repository. */
    String init() {
        recipient = run("keygen", "-o", key().toString()).exits(0).out().strip();
        return on("init", "--recipient", recipient).exits(0).out().strip();
    }

    /** Runs a command on the repository, without the key. */
    Run on(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(storage);
        arguments.addAll(List.of("--state", folder.resolve("state").toString()));
        arguments.addAll(List.of("--catalog", folder.resolve("catalog").toString()));
        return run(arguments.toArray(String[]::new));
    }

    /** Runs a command on the repository, with the key. */
    Run with(String... command) {
        List<String> arguments = new ArrayList<>(List.of("--identity", key().toString()));
        arguments.addAll(List.of(command));
        return on(arguments.toArray(String[]::new));
    }

    /** Runs a command as it is. */
    Run run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        int exitCode = terminal
                ? Main.run(arguments, new Streams(in, out, err, true, true), environment)
                : Main.run(arguments, in, out, err, environment);
        return new Run(exitCode, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}
