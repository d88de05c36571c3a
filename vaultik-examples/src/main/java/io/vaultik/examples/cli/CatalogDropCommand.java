package io.vaultik.examples.cli;

import io.vaultik.repository.Repository;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code catalog drop}: the local cache goes; keys and pinned recipients stay. */
@Command(
        description =
                "Delete the local cache of this repository, unless something uses it. What is stored stays, and so"
                        + " do keys and pinned recipients.")
final class CatalogDropCommand implements Callable<Integer> {
    private final Invocation invocation;

    CatalogDropCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.KEY_FREE, this::drop);
    }

    private int drop(Repository repository) throws IOException {
        boolean dropped = repository.catalog().drop();
        invocation.print(
                json -> json.field("dropped", dropped),
                text -> text.line(dropped ? "dropped the catalog" : "there is no catalog"));
        return ExitCodes.DONE;
    }
}
