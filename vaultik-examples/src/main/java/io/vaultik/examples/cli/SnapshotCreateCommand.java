package io.vaultik.examples.cli;

import io.vaultik.fault.IncompleteException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotOp;
import io.vaultik.repository.SnapshotResult;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot create}: one snapshot of directories. */
@Command(description = "Make a snapshot of the given paths. Public keys only.")
final class SnapshotCreateCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Directories or files; several stand under their names.")
    private List<RawPath> paths = new ArrayList<>();

    @Option(names = "--name", paramLabel = "N", description = "Name the snapshot; the name becomes part of its id.")
    private @Nullable String name;

    @Option(names = "--label", paramLabel = "K=V", description = "A label, readable with the identity; repeatable.")
    private Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Leave out, as a line of a gitignore; repeatable.")
    private List<String> excludes = new ArrayList<>();

    @Option(names = "--exclude-from", paramLabel = "FILE", description = "Leave out what the lines of a file say.")
    private List<RawPath> excludeFiles = new ArrayList<>();

    @Option(names = "--one-file-system", description = "Stay on the file system of each path.")
    private boolean oneFileSystem;

    @Option(names = "--dry-run", description = "Read and count, but store nothing.")
    private boolean dryRun;

    @Option(names = "--force-reread", description = "Read every file, whatever the signs of change say.")
    private boolean forceReread;

    @Mixin
    private RecipientChoice recipients = new RecipientChoice();

    @Option(names = "--continues", paramLabel = "SOURCE-ID", description = "Go on with the series of another source.")
    private @Nullable String continues;

    SnapshotCreateCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        recipients.check();
        List<String> patterns = patterns();
        return invocation.withRepository(
                UsageException.checked(() -> recipients.addTo(invocation.options())), repository -> {
                    SnapshotOp operation = UsageException.checked(() -> configure(repository, patterns));
                    SnapshotResult result = run(operation);
                    invocation.print(json -> write(json, result), text -> write(text, result));
                    invocation.report(result.report());
                    return ItemReport.tell(invocation, result.errors());
                });
    }

    private SnapshotOp configure(Repository repository, List<String> patterns) {
        SnapshotOp operation = repository.snapshot();
        paths.forEach(path -> operation.source(path.file()));
        patterns.forEach(operation::exclude);
        labels.forEach(operation::label);
        if (name != null) {
            operation.name(name);
        }
        if (oneFileSystem) {
            operation.oneFileSystem();
        }
        if (dryRun) {
            operation.dryRun();
        }
        if (forceReread) {
            operation.forceReread();
        }
        return continues == null ? operation : operation.continues(continues);
    }

    private SnapshotResult run(SnapshotOp operation) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            return operation.listener(progress).run();
        } catch (IncompleteException e) {
            return e.result(SnapshotResult.class).orElseThrow(() -> e);
        }
    }

    /** Lines of files come first, so that {@code --exclude '!x'} can take in again what they leave out. */
    private List<String> patterns() throws IOException {
        List<String> patterns = new ArrayList<>();
        for (RawPath file : excludeFiles) {
            for (String line : lines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    patterns.add(line);
                }
            }
        }
        patterns.addAll(excludes);
        return patterns;
    }

    private static List<String> lines(RawPath file) throws IOException {
        try {
            return Files.readAllLines(file.file(), StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new UsageException("--exclude-from: " + file + " is not UTF-8");
        }
    }

    private static void write(JsonOutput json, SnapshotResult result) throws IOException {
        json.field("id", result.snapshot());
        json.field("status", Choices.word(result.status()));
        json.field("files", result.counts().files());
        json.field("directories", result.counts().directories());
        json.field("others", result.counts().others());
        json.field("bytes", result.counts().bytes());
        json.field("newFiles", result.newFiles());
        json.field("changedFiles", result.changedFiles());
        json.field("unchangedFiles", result.unchangedFiles());
        json.field("newBytes", result.newBytes());
        json.field("storedBytes", result.storedBytes());
        json.field("newBlobs", result.newBlobs());
        json.field("storageCalls", result.report().totalStorageCalls());
        json.seconds("seconds", result.report().duration());
        ItemReport.write(json, result.errors());
    }

    private static void write(TextOutput text, SnapshotResult result) throws IOException {
        text.row("snapshot", result.snapshot().map(Object::toString).orElse("-"));
        text.row("status", Choices.word(result.status()));
        text.row(
                "files",
                Amounts.count(result.counts().files(), "file", "files") + ", "
                        + Amounts.bytes(result.counts().bytes()) + " (" + result.newFiles() + " new, "
                        + result.changedFiles() + " changed, " + result.unchangedFiles() + " unchanged)");
        text.row("directories", result.counts().directories());
        text.row("new content", Amounts.bytes(result.newBytes()));
        text.row(
                "stored",
                Amounts.bytes(result.storedBytes()) + " in " + Amounts.count(result.newBlobs(), "blob", "blobs"));
        text.row("time", Amounts.time(result.report().duration()));
    }
}
