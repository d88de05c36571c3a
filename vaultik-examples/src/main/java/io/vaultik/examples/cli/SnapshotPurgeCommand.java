package io.vaultik.examples.cli;

import io.vaultik.repository.PurgeOp;
import io.vaultik.repository.PurgePlan;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code snapshot purge}: what a policy does not keep goes, after a look at it. */
@Command(
        description = "Remove the snapshots that a policy does not keep, of each source by itself. Asks on a terminal;"
                + " elsewhere --force is needed. No key is needed.")
final class SnapshotPurgeCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Mixin
    private PolicyChoice choice = new PolicyChoice();

    @Option(names = "--name", paramLabel = "N", description = "Only snapshots of this name.")
    private @Nullable String name;

    @Option(names = "--host", paramLabel = "H", description = "Only snapshots of this host.")
    private @Nullable String host;

    @Option(names = "--dry-run", description = "Change nothing; say what would go.")
    private boolean dryRun;

    @Option(names = "--force", description = "Do not ask.")
    private boolean force;

    SnapshotPurgeCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var policy = choice.policy();
        SnapshotFilter filter = new SnapshotFilter(Optional.ofNullable(host), Optional.ofNullable(name));
        return invocation.withRepository(
                Access.KEY_FREE,
                repository -> purge(repository, repository.purge(policy).filter(filter)));
    }

    private int purge(Repository repository, PurgeOp purge) throws IOException, InterruptedException {
        PurgePlan plan = purge.plan();
        if (dryRun) {
            invocation.print(json -> write(json, plan, List.of()), text -> table(text, plan));
            return ExitCodes.DONE;
        }
        if (!force && !plan.going().isEmpty() && !agreed(plan)) {
            invocation.complain("nothing was removed");
            return ExitCodes.FAILED;
        }
        List<SnapshotId> removed = plan.going().isEmpty() ? List.of() : run(purge);
        if (!removed.isEmpty()) {
            prune(repository);
        }
        invocation.print(json -> write(json, plan, removed), text -> {
            for (SnapshotId id : removed) {
                text.line("removed " + id);
            }
        });
        return ExitCodes.DONE;
    }

    private List<SnapshotId> run(PurgeOp purge) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            var result = purge.listener(progress).run();
            invocation.report(result.report());
            return result.deleted();
        }
    }

    /** What it cannot delete now, a later run does. */
    private void prune(Repository repository) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            var result = repository.maintenance().listener(progress).run();
            invocation.report(result.report());
            if (!result.blockedBy().isEmpty()) {
                invocation.note("space is not free yet: a snapshot that is under way blocks; see vaultik prune");
            }
        }
    }

    private boolean agreed(PurgePlan plan) throws IOException, InterruptedException {
        TextOutput table = new TextOutput(invocation.streams().err());
        table(table, plan);
        table.flush();
        if (!invocation.streams().asks()) {
            throw new UsageException("nobody can be asked here: give --force to remove these snapshots, or --dry-run");
        }
        int count = plan.going().size();
        return Question.ask(invocation.streams(), "Remove " + Amounts.count(count, "snapshot", "snapshots") + "?");
    }

    private void write(JsonOutput json, PurgePlan plan, List<SnapshotId> removed) throws IOException {
        json.field("dryRun", dryRun);
        json.objects("series", plan.series(), (out, series) -> {
            out.field("series", series.id());
            out.field("host", series.host());
            out.field("name", series.name());
            out.objects("snapshots", series.snapshots(), SnapshotPurgeCommand::write);
        });
        json.texts("going", plan.going().stream().map(SnapshotSummary::id).toList());
        json.texts("removed", removed);
    }

    private static void write(JsonOutput json, PurgePlan.Verdict verdict) throws IOException {
        json.field("id", verdict.snapshot().id());
        json.field("created", verdict.snapshot().created());
        json.field("status", Choices.word(verdict.snapshot().status()));
        json.texts(
                "keptBy", verdict.keptBy().stream().sorted().map(Choices::word).toList());
    }

    /** Writes each series: its source, then a line for each snapshot with what keeps it. */
    private static void table(TextOutput text, PurgePlan plan) throws IOException {
        int width = plan.series().stream()
                .flatMap(series -> series.snapshots().stream())
                .mapToInt(verdict -> verdict.snapshot().id().value().length())
                .max()
                .orElse(0);
        for (PurgePlan.Series series : plan.series()) {
            text.line(series.host().orElse("unknown host")
                    + series.name().map(name -> " " + name).orElse("") + " (" + series.id() + ")");
            for (PurgePlan.Verdict verdict : series.snapshots()) {
                text.line(String.format(
                        Locale.ROOT,
                        "  %-" + width + "s  %s  %s",
                        verdict.snapshot().id(),
                        Amounts.instant(verdict.snapshot().created()),
                        verdict.goes() ? "goes" : "stays: " + reasons(verdict)));
            }
        }
    }

    private static String reasons(PurgePlan.Verdict verdict) {
        return verdict.keptBy().stream().sorted().map(Choices::word).collect(Collectors.joining(", "));
    }
}
