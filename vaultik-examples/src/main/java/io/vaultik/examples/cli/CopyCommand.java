package io.vaultik.examples.cli;

import io.vaultik.fault.IncompleteException;
import io.vaultik.repository.CopyOp;
import io.vaultik.repository.CopyResult;
import io.vaultik.repository.CopyResult.Copied;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code copy}: snapshots to another repository. */
@Command(
        description =
                "Copy snapshots to another repository; no key is needed, but for --reencrypt. What is there already is skipped, and a copy that"
                        + " was interrupted goes on. The repository must exist: vaultik init --storage URI.")
final class CopyCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(
            names = "--to",
            paramLabel = "URI",
            required = true,
            description = "Where the other repository is: as for --storage.")
    private @Nullable RawPath to;

    @Option(
            names = "--to-option",
            paramLabel = "NAME=VALUE",
            description = "An option of the other storage's own, as -O is for --storage; repeatable.")
    private List<String> toOptions = new ArrayList<>();

    @Option(
            names = "--reencrypt",
            description = "Encrypt anew, to the recipients of the other repository; needs the identity here.")
    private boolean reencrypt;

    @Mixin
    private RecipientChoice recipients = new RecipientChoice();

    @Option(names = "--dry-run", description = "Change nothing; say what would be copied.")
    private boolean dryRun;

    @Option(names = "--jobs", paramLabel = "N", description = "How many blobs are copied at once; default 12.")
    private @Nullable Integer jobs;

    @Parameters(paramLabel = "ID", description = "The snapshots; latest is one, too. Default: all.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    CopyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RawPath location = to;
        if (location == null) {
            throw new UsageException("where to? Give --to URI");
        }
        recipients.check();
        if (!reencrypt && !recipients.isEmpty()) {
            throw new UsageException("--recipient goes with --reencrypt: nothing else is encrypted");
        }
        return invocation.withRepository(reencrypt ? Access.IDENTITY : Access.KEY_FREE, from -> {
            try (ObjectStorage storage = StorageLocation.open(location, toOptions);
                    Repository target = invocation.open(storage, recipients::addTo)) {
                return copy(from, target);
            }
        });
    }

    private int copy(Repository from, Repository target) throws IOException {
        CopyOp op = from.copy().to(target).reencrypt(reencrypt);
        Integer parallelism = jobs;
        if (parallelism != null) {
            UsageException.checked(() -> op.parallelism(parallelism));
        }
        if (!ids.isEmpty()) {
            Set<SnapshotId> chosen = new LinkedHashSet<>();
            for (String id : ids) {
                chosen.add(choice.find(from, id));
            }
            op.snapshots(chosen);
        }
        CopyResult result = run(op);
        invocation.print(json -> write(json, result), text -> write(text, result));
        invocation.report(result.report());
        invocation.report(result.targetReport());
        return ItemReport.tell(invocation, result.errors());
    }

    private CopyResult run(CopyOp op) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            op.listener(progress);
            return dryRun ? op.plan() : op.run();
        } catch (IncompleteException e) {
            return e.result(CopyResult.class).orElseThrow(() -> e);
        }
    }

    private void write(JsonOutput json, CopyResult result) throws IOException {
        json.field("dryRun", dryRun);
        json.objects("copied", result.copied(), CopyCommand::write);
        json.objects("present", result.skipped(), CopyCommand::write);
        json.field("newBlobs", result.newBlobs());
        json.field("newBytes", result.newBytes());
        json.field("presentBlobs", result.presentBlobs());
        json.field("storageCalls", result.totalStorageCalls());
        json.seconds("seconds", result.report().duration());
        ItemReport.write(json, result.errors());
    }

    private static void write(JsonOutput json, Copied copied) throws IOException {
        json.field("id", copied.from());
        json.field("targetId", copied.to());
    }

    private void write(TextOutput text, CopyResult result) throws IOException {
        for (Copied copied : result.copied()) {
            Optional<SnapshotId> made = copied.to();
            text.line(
                    made.isPresent() ? "copied " + copied.from() + " as " + made.get() : "would copy " + copied.from());
        }
        String would = dryRun ? "would be " : "";
        text.row(
                "snapshots",
                result.copied().size() + " " + would + "copied, "
                        + result.skipped().size() + " there already");
        text.row(
                "blobs",
                Amounts.count(result.newBlobs(), "blob", "blobs") + " " + would + "put ("
                        + Amounts.bytes(result.newBytes()) + "), " + result.presentBlobs() + " there already");
    }
}
