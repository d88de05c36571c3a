package io.vaultik.examples.cli;

import io.vaultik.fault.NotFoundException;
import io.vaultik.store.ManifestId;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code directory delete}: a manifest goes; its objects stay. */
@Command(description = "Delete a manifest of a store; its objects stay.")
final class DirectoryDeleteCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The manifest.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "STORE", description = "A path or URI, or OBJECTS,MANIFESTS.")
    private RawPath location = new RawPath("");

    DirectoryDeleteCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        ManifestId manifest = ManifestChoice.id(id);
        try (StoreLocation store = StoreLocation.open(invocation, location)) {
            if (!store.store().hasManifest(manifest)) {
                throw new NotFoundException(
                        "there is no manifest {} in {}",
                        null,
                        manifest,
                        store.store().location());
            }
            store.store().deleteManifest(manifest);
        }
        invocation.print(json -> json.field("deleted", manifest), text -> text.line("deleted " + manifest));
        return ExitCodes.DONE;
    }
}
