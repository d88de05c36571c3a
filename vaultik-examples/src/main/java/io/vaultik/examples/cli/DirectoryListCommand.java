package io.vaultik.examples.cli;

import io.vaultik.store.ManifestId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code directory list}: the manifests of a store. */
@Command(description = "List the ids of all manifests of a store.")
final class DirectoryListCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "STORE", description = "A path or URI, or OBJECTS,MANIFESTS.")
    private RawPath location = new RawPath("");

    DirectoryListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        List<ManifestId> ids = new ArrayList<>();
        try (StoreLocation store = StoreLocation.open(invocation, location)) {
            store.store().listManifestIds(ids::add);
        }
        ids.sort(null);
        invocation.print(json -> json.texts("manifests", ids), text -> {
            for (ManifestId id : ids) {
                text.line(id.hex());
            }
        });
        return ExitCodes.DONE;
    }
}
