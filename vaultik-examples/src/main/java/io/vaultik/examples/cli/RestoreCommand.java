package io.vaultik.examples.cli;

import io.vaultik.fault.IncompleteException;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.RestoreOp;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore}: a snapshot, or parts of it, into a directory. */
@Command(description = "Restore files, modes, times, owners and attributes, with the identity.")
final class RestoreCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The snapshot, or latest.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "The directory; made if it does not exist.")
    private RawPath target = new RawPath("");

    @Parameters(index = "2..*", paramLabel = "PATH", description = "Entries in the snapshot; default all.")
    private List<RawPath> paths = new ArrayList<>();

    @Option(names = "--include", paramLabel = "GLOB", description = "Only what matches, as in a gitignore; repeatable.")
    private List<String> includes = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Leave out, as in a gitignore; repeatable.")
    private List<String> excludes = new ArrayList<>();

    @Option(
            names = "--existing",
            paramLabel = "fail|keep|replace",
            description = "What happens to files that are there. Default fail: the target must be empty.")
    private Existing existing = Existing.FAIL;

    @Option(names = "--sparse", description = "Leave holes for zeros in all files, not only in those that had holes.")
    private boolean sparse;

    @Option(names = "--no-owner", description = "Do not restore owners and groups.")
    private boolean noOwner;

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    RestoreCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = target.file();
        List<EntryPath> entries = paths.stream().map(RawPath::entry).toList();
        return invocation.withRepository(Access.IDENTITY, repository -> {
            SnapshotId snapshot = choice.find(repository, id);
            RestoreOp operation =
                    UsageException.checked(() -> configure(repository.restore(snapshot), folder, entries));
            RestoreResult result = run(operation);
            invocation.print(json -> write(json, snapshot, result), text -> write(text, snapshot, result));
            invocation.report(result.report());
            return ItemReport.tell(invocation, result.errors());
        });
    }

    private RestoreOp configure(RestoreOp operation, Path folder, List<EntryPath> entries) {
        operation.to(folder).existing(existing).owners(!noOwner);
        entries.forEach(operation::path);
        includes.forEach(operation::glob);
        excludes.forEach(operation::exclude);
        return sparse ? operation.sparse() : operation;
    }

    private RestoreResult run(RestoreOp operation) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            return operation.listener(progress).run();
        } catch (IncompleteException e) {
            return e.result(RestoreResult.class).orElseThrow(() -> e);
        }
    }

    private static void write(JsonOutput json, SnapshotId snapshot, RestoreResult result) throws IOException {
        json.field("snapshot", snapshot);
        json.field("files", result.counts().files());
        json.field("directories", result.counts().directories());
        json.field("others", result.counts().others());
        json.field("bytes", result.counts().bytes());
        json.field("kept", result.kept());
        json.seconds("seconds", result.report().duration());
        ItemReport.write(json, result.errors());
    }

    private static void write(TextOutput text, SnapshotId snapshot, RestoreResult result) throws IOException {
        text.row("snapshot", snapshot);
        text.row(
                "restored",
                Amounts.count(result.counts().files(), "file", "files") + ", "
                        + Amounts.bytes(result.counts().bytes()));
        text.row("directories", result.counts().directories());
        if (result.kept() > 0) {
            text.row("kept", result.kept());
        }
        text.row("time", Amounts.time(result.report().duration()));
    }
}
