package io.vaultik.examples.cli;

import io.vaultik.fault.ItemError;
import io.vaultik.repository.ErrorStream;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code snapshot errors}: all errors that were recorded with a snapshot, as they are read. */
@Command(description = "Show the errors that were recorded with a snapshot, with the identity.")
final class SnapshotErrorsCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "ID", description = "The snapshot, or latest.")
    private String id = "";

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    SnapshotErrorsCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.IDENTITY, this::show);
    }

    private int show(Repository repository) throws IOException {
        SnapshotId snapshot = choice.find(repository, id);
        try (ErrorStream errors = repository.errors(snapshot)) {
            invocation.print(
                    json -> {
                        json.field("snapshot", snapshot);
                        json.list("errors", list -> write(list, errors));
                    },
                    text -> write(text, errors));
        }
        return ExitCodes.DONE;
    }

    private static void write(JsonOutput list, ErrorStream errors) throws IOException {
        for (Optional<ItemError> error = errors.next(); error.isPresent(); error = errors.next()) {
            ItemError present = error.get();
            list.element(json -> ItemReport.write(json, present));
        }
    }

    private static void write(TextOutput text, ErrorStream errors) throws IOException {
        for (Optional<ItemError> error = errors.next(); error.isPresent(); error = errors.next()) {
            text.line(ItemReport.line(error.get()));
        }
    }
}
