package io.vaultik.examples.cli;

import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code snapshot pin} and {@code snapshot unpin}: whether policies may remove snapshots. */
@Command(description = "Pin snapshots, so that no policy removes them; or take the pins away (unpin).")
final class SnapshotPinCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final boolean pins;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The snapshots; latest is one, too.")
    private List<String> ids = new ArrayList<>();

    @Mixin
    private SnapshotChoice choice = new SnapshotChoice();

    SnapshotPinCommand(Invocation invocation, boolean pins) {
        this.invocation = invocation;
        this.pins = pins;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.KEY_FREE, this::set);
    }

    private int set(Repository repository) throws IOException {
        Set<SnapshotId> chosen = new LinkedHashSet<>();
        for (String id : ids) {
            chosen.add(choice.find(repository, id));
        }
        for (SnapshotId id : chosen) {
            if (pins) {
                repository.pin(id);
            } else {
                repository.unpin(id);
            }
        }
        String done = pins ? "pinned" : "unpinned";
        invocation.print(json -> json.texts(done, chosen), text -> {
            for (SnapshotId id : chosen) {
                text.line(done + " " + id);
            }
        });
        return ExitCodes.DONE;
    }
}
