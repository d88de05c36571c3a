package io.vaultik.examples.cli;

import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fetch}: the content of one file, reading only what it needs. */
@Command(description = "Write the content of one file to standard output or FILE, with the identity.")
final class FetchCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The snapshot, or latest.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "PATH", description = "The file in the snapshot.")
    private RawPath path = new RawPath("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it there; an existing file is never overwritten.")
    private @Nullable RawPath output;

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    FetchCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        EntryPath from = path.entry();
        if (output == null && invocation.globals().json) {
            throw new UsageException("--json needs -o FILE: without it, standard output takes the content of the file");
        }
        Path file = output == null ? null : output.file();
        return invocation.withRepository(Access.IDENTITY, repository -> {
            SnapshotId snapshot = choice.find(repository, id);
            if (file == null) {
                OutputStream out = invocation.streams().out();
                repository.fetch(snapshot, from, out);
                out.flush();
            } else {
                fetch(repository, snapshot, from, file);
            }
            return ExitCodes.DONE;
        });
    }

    private void fetch(Repository repository, SnapshotId snapshot, EntryPath from, Path file) throws IOException {
        long bytes;
        try (NewFile target = new NewFile(file)) {
            bytes = repository.fetch(snapshot, from, target.stream());
            target.publish();
        }
        invocation.print(
                json -> {
                    json.field("snapshot", snapshot);
                    EntryOutput.path(json, "path", from);
                    json.field("file", file);
                    json.field("bytes", bytes);
                },
                text -> {});
        if (!invocation.globals().json) {
            invocation.note(Amounts.bytes(bytes) + " written to " + file);
        }
    }
}
