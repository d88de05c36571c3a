package io.vaultik.examples.cli;

import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SessionInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prune}: what no snapshot needs goes. */
@Command(
        description =
                "Delete what no snapshot needs. Snapshots may be made and removed meanwhile, by any number of hosts.")
final class PruneCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--dry-run", description = "Change nothing; say what would go and what blocks it.")
    private boolean dryRun;

    @Option(
            names = "--revoke-after",
            paramLabel = "SPAN",
            description = "Revoke snapshots that are under way for longer, such as 12h or 2d.")
    private @Nullable Duration revokeAfter;

    @Option(names = "--session-dead", paramLabel = "ID", description = "The process of this session is dead.")
    private List<String> dead = new ArrayList<>();

    @Option(
            names = "--take-over",
            description = "Become the owner, where the storage allows one only; the owner before must have stopped.")
    private boolean takeOver;

    PruneCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.KEY_FREE, this::prune);
    }

    private int prune(Repository repository) throws IOException {
        MaintenanceOp op = repository.maintenance();
        if (revokeAfter != null) {
            op.revokeAfter(revokeAfter);
        }
        dead.forEach(op::dead);
        if (takeOver) {
            op.takeOver();
        }
        MaintenanceResult result = run(op);
        invocation.print(json -> write(json, result), text -> write(text, result));
        invocation.report(result.report());
        return result.blockedBy().isEmpty() || dryRun ? ExitCodes.DONE : ExitCodes.BUSY;
    }

    private MaintenanceResult run(MaintenanceOp op) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            op.listener(progress);
            return dryRun ? op.plan() : op.run();
        }
    }

    private void write(JsonOutput json, MaintenanceResult result) throws IOException {
        json.field("dryRun", dryRun);
        json.field("snapshots", result.snapshots());
        json.field("blobs", result.blobs());
        json.field("unreferencedBlobs", result.unreferencedBlobs());
        json.field("unreferencedBytes", result.unreferencedBytes());
        json.field("condemnedBlobs", result.condemnedBlobs());
        json.field("deletedBlobs", result.deletedBlobs());
        json.field("deletedBytes", result.deletedBytes());
        json.field("leftOvers", result.leftOvers());
        json.texts("revoked", result.revoked());
        json.objects("blockedBy", result.blockedBy(), PruneCommand::write);
        json.objects("sessions", result.sessions(), PruneCommand::write);
        json.texts("withoutRecord", result.withoutRecord());
    }

    private static void write(JsonOutput json, SessionInfo session) throws IOException {
        json.field("id", session.id());
        json.field("kind", Choices.word(session.kind()));
        json.field("client", session.client());
        json.field("started", session.started());
        json.field("stored", session.stored());
    }

    private void write(TextOutput text, MaintenanceResult result) throws IOException {
        text.row(
                "unreferenced",
                Amounts.count(result.unreferencedBlobs(), "blob", "blobs") + " ("
                        + Amounts.bytes(result.unreferencedBytes()) + ") of " + result.blobs());
        if (!dryRun) {
            text.row(
                    "deleted",
                    Amounts.count(result.deletedBlobs(), "blob", "blobs") + " (" + Amounts.bytes(result.deletedBytes())
                            + ")");
        }
        if (result.leftOvers() > 0) {
            text.row("left over", Amounts.count(result.leftOvers(), "directory", "directories"));
        }
        for (String session : result.revoked()) {
            text.row("revoked", session);
        }
        for (SessionInfo session : result.sessions()) {
            String role = result.blockedBy().contains(session) ? "blocked by " : "open ";
            text.row(
                    role + Choices.word(session.kind()),
                    session.id() + " of " + session.client() + ", since " + session.started());
        }
        for (var snapshot : result.withoutRecord()) {
            text.row("damaged", snapshot + " has no record");
        }
    }
}
