package io.vaultik.examples.cli;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.fault.Concealed;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.progress.OperationReport;
import io.vaultik.repository.Identity;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One run of the command line: its options, its streams, and what commands share. Used by one thread. */
final class Invocation {
    private final Globals globals = new Globals();
    private final Streams streams;
    private final Map<String, String> environment;
    private final Clock clock = Clock.systemUTC();
    private final TextOutput text;
    private final TextOutput notes;
    private final JsonOutput json;

    Invocation(Streams streams, Map<String, String> environment) throws IOException {
        this.streams = streams;
        this.environment = environment;
        this.text = new TextOutput(streams.out());
        this.notes = new TextOutput(streams.err());
        this.json = new JsonOutput(streams.out());
    }

    /** Writes a result as text. */
    @FunctionalInterface
    interface TextPart {
        /** Writes it. */
        void writeTo(TextOutput text) throws IOException;
    }

    /** What a command does with an open repository. */
    @FunctionalInterface
    interface Work {
        /** Does it, and returns the exit code. */
        int on(Repository repository) throws IOException, InterruptedException;
    }

    Globals globals() {
        return globals;
    }

    Streams streams() {
        return streams;
    }

    Map<String, String> environment() {
        return environment;
    }

    Clock clock() {
        return clock;
    }

    JsonOutput json() {
        return json;
    }

    /** Returns the storage that the options name, closed by the caller. */
    ObjectStorage storage() throws StorageException {
        RawPath location = globals.storage;
        if (location == null) {
            location = Optional.ofNullable(environment.get("VAULTIK_STORAGE"))
                    .filter(value -> !value.isEmpty())
                    .map(RawPath::new)
                    .orElseThrow(
                            () -> new UsageException("which repository? Give --storage URI, or set VAULTIK_STORAGE"));
        }
        return StorageLocation.open(location, globals.storageOptions);
    }

    /** Returns options with the folders that were given. */
    RepositoryOptions options() {
        RepositoryOptions options = RepositoryOptions.defaults();
        if (globals.state != null) {
            options = options.stateFolder(globals.state.file());
        }
        if (globals.catalog != null) {
            options = options.catalogFolder(globals.catalog.file());
        }
        return options;
    }

    /** Opens the repository, works on it and closes it. */
    int withRepository(Access access, Work work) throws IOException, InterruptedException {
        return withRepository(access, UnaryOperator.identity(), work);
    }

    /** The same, with options of the command's own. */
    int withRepository(Access access, UnaryOperator<RepositoryOptions> change, Work work)
            throws IOException, InterruptedException {
        RepositoryOptions options = UsageException.checked(() -> change.apply(options()));
        if (access != Access.KEY_FREE) {
            Optional<Identity> identity = identity();
            if (access == Access.IDENTITY && identity.isEmpty()) {
                throw new KeyRequiredException(
                        "this needs the identity: give --identity FILE, or set VAULTIK_IDENTITY or VAULTIK_AGE_SECRET_KEY",
                        null);
            }
            options = options.identities(identity.map(List::of).orElse(List.of()));
        }
        return withRepository(options, work);
    }

    /** Opens the repository with options of the command's own, works on it and closes it. */
    int withRepository(RepositoryOptions options, Work work) throws IOException, InterruptedException {
        try (ObjectStorage storage = storage();
                Repository repository = open(storage, options)) {
            return work.on(repository);
        }
    }

    /** Opens another repository, without a key, with the folders that were given; closed by the caller, before its storage. */
    Repository open(ObjectStorage storage, UnaryOperator<RepositoryOptions> change) throws VaultikException {
        return open(storage, UsageException.checked(() -> change.apply(options())));
    }

    /** Writes the result: the one JSON document, or text. */
    void print(JsonOutput.Part document, TextPart lines) throws IOException {
        if (globals.json) {
            json.document(document);
        } else {
            lines.writeTo(text);
            text.flush();
        }
    }

    /** Says something that is no result, as it is. */
    void tell(String line) throws IOException {
        notes.line(line);
        notes.flush();
    }

    /** Says something that is no result, unless it is to be quiet. */
    void note(String line) throws IOException {
        if (!globals.quiet) {
            complain(line);
        }
    }

    /** Says on standard error what must be said. */
    void complain(String line) throws IOException {
        tell("vaultik: " + RawText.lossy(line));
    }

    /** Writes a stack trace, as it is. */
    void trace(String lines) throws IOException {
        notes.raw(lines);
        notes.flush();
    }

    /** Returns what shows the progress of one operation. */
    ProgressOutput progress() {
        return ProgressOutput.of(this);
    }

    /** Tells the figures of an operation when it is to be verbose. */
    void report(OperationReport report) throws IOException {
        if (globals.verbose.length == 0) {
            return;
        }
        for (var phase : report.phases().entrySet()) {
            note(Choices.word(phase.getKey()) + ": "
                    + Amounts.time(phase.getValue().duration()) + ", "
                    + Amounts.bytes(phase.getValue().bytes()));
        }
        for (var verb : report.storageCalls().entrySet()) {
            note("storage " + verb.getKey() + ": "
                    + Amounts.count(verb.getValue().count(), "call", "calls") + ", "
                    + Amounts.bytes(verb.getValue().bytes()));
        }
    }

    /** Recipients are checked here, and they come from the command line. */
    private static Repository open(ObjectStorage storage, RepositoryOptions options) throws VaultikException {
        try {
            return Vaultik.open(storage, options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Identity> identity() throws VaultikException {
        if (globals.identity != null) {
            return Optional.of(read(globals.identity));
        }
        String file = environment.getOrDefault("VAULTIK_IDENTITY", "");
        if (!file.isEmpty()) {
            return Optional.of(read(new RawPath(file)));
        }
        String key = environment.getOrDefault("VAULTIK_AGE_SECRET_KEY", "");
        return key.isEmpty() ? Optional.empty() : Optional.of(usable(() -> AgeIdentity.parse(key.strip())));
    }

    private static Identity read(RawPath file) throws VaultikException {
        return usable(() -> AgeIdentity.read(file.file()));
    }

    /** A key that is not there, or is none, must not look as if the repository were not there, or were damaged. */
    private static Identity usable(KeySource source) throws VaultikException {
        try {
            return source.take();
        } catch (NotFoundException | MalformedException e) {
            throw new KeyRequiredException("{}", e, new Concealed(e.plainMessage()));
        }
    }

    /** Where a key comes from. */
    private interface KeySource {
        Identity take() throws VaultikException;
    }
}
