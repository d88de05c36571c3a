package io.vaultik.examples.cli;

import io.vaultik.repository.MaintenanceOp;
import io.vaultik.repository.MaintenanceResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RevisionResult;
import io.vaultik.repository.SessionInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prune}: what no snapshot needs goes; before that, what is needed may move. */
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

    @Option(
            names = "--repack",
            description = "First move content out of blobs of which little is used; needs the identity.")
    private boolean repack;

    @Option(
            names = "--repack-below",
            paramLabel = "PERCENT",
            description = "Repack blobs of which less is used, 1 to 99; default: 50.")
    private @Nullable Integer repackBelow;

    @Option(
            names = "--heal",
            description = "First make snapshots whole again that name lost blobs, from others; needs the identity.")
    private boolean heal;

    @Option(
            names = "--reencrypt",
            description =
                    "First encrypt to the present recipients what is encrypted to others; needs the identity. --dry-run says how much that is.")
    private boolean reencrypt;

    @Mixin
    private RecipientChoice recipients = new RecipientChoice();

    PruneCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        boolean revises = repack || repackBelow != null || heal || reencrypt;
        if (!revises && !recipients.isEmpty()) {
            throw new UsageException(
                    "--recipient goes with --repack, --heal or --reencrypt: nothing else is encrypted");
        }
        Access access = revises ? Access.IDENTITY : Access.KEY_FREE;
        recipients.check();
        return invocation.withRepository(access, recipients::addTo, this::prune);
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
        if (repack) {
            op.repack();
        }
        if (repackBelow != null) {
            int percent = repackBelow;
            UsageException.checked(() -> op.repackBelow(percent));
        }
        if (heal) {
            op.heal();
        }
        if (reencrypt) {
            op.reencrypt();
        }
        MaintenanceResult result = run(op);
        invocation.print(json -> write(json, result), text -> write(text, result));
        invocation.report(result.report());
        if (result.revisions().stream()
                .anyMatch(revisions -> !revisions.unhealed().isEmpty())) {
            return ExitCodes.DAMAGE;
        }
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
        json.field("abandonedUploads", result.abandonedUploads());
        json.texts("revoked", result.revoked());
        json.objects("blockedBy", result.blockedBy(), PruneCommand::write);
        json.objects("sessions", result.sessions(), PruneCommand::write);
        json.texts("withoutRecord", result.withoutRecord());
        if (result.revisions().isPresent()) {
            RevisionResult revisions = result.revisions().get();
            json.field("lostBlobs", revisions.lostBlobs());
            json.field("reencryptedBlobs", revisions.reencryptedBlobs());
            json.field("reencryptedBytes", revisions.reencryptedBytes());
            json.field("repackedBlobs", revisions.repackedBlobs());
            json.field("usedBytes", revisions.usedBytes());
            json.field("unusedBytes", revisions.unusedBytes());
            json.field("storedBytes", revisions.storedBytes());
            json.texts("revised", revisions.revised());
            json.texts("unhealed", revisions.unhealed());
        }
    }

    private static void write(JsonOutput json, SessionInfo session) throws IOException {
        json.field("id", session.id());
        json.field("kind", Choices.word(session.kind()));
        json.field("client", session.client());
        json.field("started", session.started());
        json.field("stored", session.stored());
    }

    private void write(TextOutput text, RevisionResult revisions) throws IOException {
        if (heal) {
            text.row("lost", Amounts.count(revisions.lostBlobs(), "blob", "blobs"));
        }
        if (reencrypt) {
            text.row(
                    "reencrypted",
                    Amounts.count(revisions.reencryptedBlobs(), "blob", "blobs") + " ("
                            + Amounts.bytes(revisions.reencryptedBytes()) + ")");
        }
        if (repack || repackBelow != null) {
            text.row(
                    "repacked",
                    Amounts.count(revisions.repackedBlobs(), "blob", "blobs") + ", "
                            + Amounts.bytes(revisions.usedBytes()) + " used and "
                            + Amounts.bytes(revisions.unusedBytes()) + " not");
        }
        text.row(
                dryRun ? "to revise" : "revised",
                Amounts.count(revisions.revised().size(), "snapshot", "snapshots"));
        if (!dryRun) {
            text.row("stored", Amounts.bytes(revisions.storedBytes()));
        }
        for (var snapshot : revisions.unhealed()) {
            text.row("damaged", snapshot + " has lost content that no other snapshot has");
        }
    }

    private void write(TextOutput text, MaintenanceResult result) throws IOException {
        if (result.revisions().isPresent()) {
            write(text, result.revisions().get());
        }
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
        if (result.abandonedUploads() > 0) {
            text.row("unfinished", Amounts.count(result.abandonedUploads(), "upload", "uploads"));
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
