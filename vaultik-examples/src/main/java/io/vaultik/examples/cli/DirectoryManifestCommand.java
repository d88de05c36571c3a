package io.vaultik.examples.cli;

import io.vaultik.core.Manifests;
import io.vaultik.store.ManifestEntry;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code directory manifest}: the manifest of a directory, as it is stored. */
@Command(description = "Print the manifest of a directory.")
final class DirectoryManifestCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(paramLabel = "DIR", description = "The directory.")
    private RawPath directory = new RawPath("");

    @Mixin
    private WalkChoice choice = new WalkChoice();

    DirectoryManifestCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        WalkChoice.Walked walked = choice.walk(directory.file());
        if (invocation.globals().json) {
            invocation.json().document(json -> {
                json.field("id", walked.manifest().id());
                json.objects("entries", walked.manifest(), DirectoryManifestCommand::write);
                ItemReport.write(json, walked.errors());
            });
        } else {
            Manifests.write(walked.manifest(), invocation.streams().out());
        }
        return ItemReport.tell(invocation, walked.errors());
    }

    private static void write(JsonOutput json, ManifestEntry entry) throws IOException {
        json.field("kind", entry.kind().name().toLowerCase(Locale.ROOT));
        json.field("permissions", entry.permissions());
        json.field("checksum", entry.checksum());
        json.field("size", entry.size());
        json.field("path", entry.path());
    }
}
