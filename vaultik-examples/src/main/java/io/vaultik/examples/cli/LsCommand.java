package io.vaultik.examples.cli;

import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.EntryStream;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ls}: what a directory of a snapshot holds, as it is read; memory does not grow with it. */
@Command(description = "List a directory of a snapshot, or an entry that is none, with the identity.")
final class LsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The snapshot, or latest.")
    private String id = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PATH", description = "Where; default the top level.")
    private RawPath path = new RawPath("/");

    @Option(
            names = {"-R", "--recursive"},
            description = "Everything below.")
    private boolean recursive;

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    LsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EntryPath from = path.entry();
        return invocation.withRepository(Access.IDENTITY, repository -> list(repository, from));
    }

    private int list(Repository repository, EntryPath from) throws IOException {
        SnapshotId snapshot = choice.find(repository, id);
        try (EntryStream entries = repository.entries(snapshot, from, recursive ? Integer.MAX_VALUE : 1)) {
            Optional<Entry> first = afterDirectory(entries);
            invocation.print(
                    json -> {
                        json.field("snapshot", snapshot);
                        EntryOutput.path(json, "path", from);
                        json.list("entries", list -> write(list, first, entries));
                    },
                    text -> write(text, first, entries));
        }
        return ExitCodes.DONE;
    }

    /** The stream begins with the entry itself, which is shown only if it is no directory. */
    private static Optional<Entry> afterDirectory(EntryStream entries) throws IOException {
        Optional<Entry> first = entries.next();
        return first.isPresent() && first.get().kind() == EntryKind.DIRECTORY ? entries.next() : first;
    }

    private static void write(JsonOutput list, Optional<Entry> first, EntryStream entries) throws IOException {
        for (Optional<Entry> entry = first; entry.isPresent(); entry = entries.next()) {
            Entry present = entry.get();
            list.element(json -> EntryOutput.write(json, present));
        }
    }

    private static void write(TextOutput text, Optional<Entry> first, EntryStream entries) throws IOException {
        for (Optional<Entry> entry = first; entry.isPresent(); entry = entries.next()) {
            EntryOutput.write(text, entry.get());
        }
    }
}
