package io.vaultik.examples.cli;

import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyOp;
import io.vaultik.repository.VerifyResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both commands that verify have in common: the options, the run and the report. */
final class VerifyDepth {
    @Option(names = "--deep", description = "Read every blob: its bytes must hash to its name. No key is needed.")
    private boolean deep;

    @Option(names = "--content", description = "Decrypt and check every piece of every file, with the identity.")
    private boolean content;

    /** Returns what the level needs to be run with. */
    Access access() {
        if (deep && content) {
            throw new UsageException("either --deep or --content (which includes it), not both");
        }
        return content ? Access.IDENTITY : Access.IDENTITY_IF_GIVEN;
    }

    /** Tells whether no blob is to be read. */
    boolean isQuick() {
        return level() == VerifyLevel.QUICK;
    }

    /** Verifies and tells what was found. */
    int verify(Invocation invocation, VerifyOp operation, @Nullable Budget budget) throws IOException {
        operation.level(level());
        if (budget != null) {
            budget.limit(operation);
        }
        VerifyResult result;
        try (ProgressOutput progress = invocation.progress()) {
            result = operation.listener(progress).run();
        }
        invocation.print(json -> write(json, result), text -> write(text, result));
        invocation.report(result.report());
        return result.isOk() ? ExitCodes.DONE : ExitCodes.DAMAGE;
    }

    private VerifyLevel level() {
        return content ? VerifyLevel.CONTENT : deep ? VerifyLevel.DEEP : VerifyLevel.QUICK;
    }

    private void write(JsonOutput json, VerifyResult result) throws IOException {
        json.field("status", result.isOk() ? "ok" : "damaged");
        json.field("level", Choices.word(level()));
        json.field("checkedBlobs", result.checkedBlobs());
        json.field("checkedBytes", result.checkedBytes());
        json.texts("missing", result.missing());
        json.objects("damaged", result.damaged(), (out, damage) -> {
            out.field("object", damage.object());
            out.field("problem", damage.problem());
        });
        json.texts("affectedSnapshots", result.affectedSnapshots());
        json.objects("affectedFiles", result.affectedFiles(), (out, file) -> {
            out.field("snapshot", file.snapshot());
            EntryOutput.path(out, "path", file.path());
        });
        json.field("affectedFileCount", result.affectedFileCount());
        if (result.coverage().isPresent()) {
            VerifyResult.Coverage coverage = result.coverage().get();
            json.object("coverage", out -> {
                out.field("readNow", coverage.readNow());
                out.field("neverRead", coverage.neverRead());
                out.field("oldest", coverage.oldest());
            });
        }
        json.seconds("seconds", result.report().duration());
    }

    private void write(TextOutput text, VerifyResult result) throws IOException {
        text.row("status", result.isOk() ? "ok" : "damaged");
        text.row(
                "checked",
                Amounts.count(result.checkedBlobs(), "blob", "blobs") + ", " + Amounts.bytes(result.checkedBytes())
                        + " (" + Choices.word(level()) + ")");
        if (result.coverage().isPresent()) {
            VerifyResult.Coverage coverage = result.coverage().get();
            text.row(
                    "read",
                    Amounts.count(coverage.readNow(), "blob", "blobs") + " now, " + coverage.neverRead() + " never"
                            + coverage.oldest()
                                    .map(oldest -> ", the others since " + Amounts.instant(oldest))
                                    .orElse(""));
        }
        for (String blob : result.missing()) {
            text.row("missing", blob);
        }
        for (VerifyResult.Damage damage : result.damaged()) {
            text.row("damaged", damage.object() + ": " + damage.problem());
        }
        for (SnapshotId snapshot : result.affectedSnapshots()) {
            text.row("snapshot", snapshot);
        }
        for (VerifyResult.AffectedFile file : result.affectedFiles()) {
            text.row("file", file.snapshot() + " " + file.path());
        }
        if (result.affectedFileCount() > result.affectedFiles().size()) {
            text.row("files", Amounts.count(result.affectedFileCount(), "file", "files") + " affected in all");
        }
    }
}
