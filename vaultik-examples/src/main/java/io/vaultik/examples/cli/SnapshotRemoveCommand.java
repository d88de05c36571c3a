package io.vaultik.examples.cli;

import io.vaultik.fault.NotFoundException;
import io.vaultik.repository.DeleteOption;
import io.vaultik.repository.DeleteResult;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotList;
import io.vaultik.repository.SnapshotSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code snapshot remove}: snapshots go, after a look at them; their blobs stay until they are collected. */
@Command(description = "Remove snapshots. Asks on a terminal; elsewhere --force is needed.")
final class SnapshotRemoveCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The snapshots; latest is one, too.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    @Option(names = "--force", description = "Do not ask.")
    private boolean force;

    @Option(names = "--ignore-missing", description = "Pass over ids of which there is no snapshot.")
    private boolean ignoreMissing;

    @Option(names = "--even-pinned", description = "Remove pinned snapshots, too.")
    private boolean evenPinned;

    SnapshotRemoveCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.KEY_FREE, this::remove);
    }

    private int remove(Repository repository) throws IOException, InterruptedException {
        Set<SnapshotId> chosen = new LinkedHashSet<>();
        for (String id : ids) {
            chosen.add(choice.find(repository, id));
        }
        if (!force) {
            show(chosen, repository.snapshots(SnapshotFilter.all()));
            if (!agreed(chosen.size())) {
                invocation.complain("nothing was removed");
                return ExitCodes.FAILED;
            }
        }
        DeleteResult result = repository.delete(chosen, options());
        invocation.print(
                json -> {
                    json.texts("removed", result.deleted());
                    json.texts("missing", result.unknown());
                },
                text -> {
                    for (SnapshotId id : result.deleted()) {
                        text.line("removed " + id);
                    }
                });
        for (SnapshotId id : result.unknown()) {
            invocation.note("there is no snapshot " + id);
        }
        return ExitCodes.DONE;
    }

    private DeleteOption[] options() {
        Set<DeleteOption> options = EnumSet.noneOf(DeleteOption.class);
        if (ignoreMissing) {
            options.add(DeleteOption.IGNORE_UNKNOWN);
        }
        if (evenPinned) {
            options.add(DeleteOption.EVEN_PINNED);
        }
        return options.toArray(DeleteOption[]::new);
    }

    /** Shows what goes. What is not in a list with errors may be one of the snapshots that could not be read. */
    private void show(Set<SnapshotId> chosen, SnapshotList list) throws IOException {
        List<SnapshotSummary> known =
                list.snapshots().stream().filter(s -> chosen.contains(s.id())).toList();
        Set<SnapshotId> unknown = new LinkedHashSet<>(chosen);
        known.forEach(s -> unknown.remove(s.id()));
        if (!unknown.isEmpty() && list.errors().isEmpty() && !ignoreMissing) {
            throw new NotFoundException(
                    "there is no snapshot {}", null, unknown.iterator().next());
        }
        TextOutput table = new TextOutput(invocation.streams().err());
        SnapshotListCommand.table(table, known);
        for (SnapshotId id : unknown) {
            table.line(id + "  (cannot be read, or not there)");
        }
        table.flush();
    }

    private boolean agreed(int count) throws IOException, InterruptedException {
        if (!invocation.streams().asks()) {
            throw new UsageException("nobody can be asked here: give --force to remove these snapshots");
        }
        return Question.ask(invocation.streams(), "Remove " + Amounts.count(count, "snapshot", "snapshots") + "?");
    }
}
