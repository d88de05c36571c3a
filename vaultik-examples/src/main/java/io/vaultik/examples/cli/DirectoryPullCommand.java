package io.vaultik.examples.cli;

import io.vaultik.fault.IncompleteException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.FetchOptions;
import io.vaultik.store.FetchResult;
import io.vaultik.store.ManifestId;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code directory pull}: a directory becomes what a manifest says. */
@Command(description = "Make a directory what a manifest in a store says.")
final class DirectoryPullCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID", description = "The manifest.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "STORE", description = "A path or URI, or OBJECTS,MANIFESTS.")
    private RawPath location = new RawPath("");

    @Parameters(index = "2", paramLabel = "DIR", description = "The directory; made if it does not exist.")
    private RawPath target = new RawPath("");

    @Option(names = "--mirror", description = "Remove what the manifest does not name, after everything was fetched.")
    private boolean mirror;

    @Option(names = "--dry-run", description = "Write nothing; say what would be done.")
    private boolean dryRun;

    @Option(names = "--mask-modes", description = "Take the umask off permissions.")
    private boolean maskModes;

    @Option(names = "--jobs", paramLabel = "N", description = "How many files are in flight.")
    private @Nullable Integer jobs;

    DirectoryPullCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        ManifestId manifest = ManifestChoice.id(id);
        Path directory = target.file();
        try (StoreLocation store = StoreLocation.open(invocation, location)) {
            FetchResult result = fetch(store.store(), manifest, directory);
            invocation.print(json -> write(json, manifest, result), text -> write(text, result));
            return ItemReport.tell(invocation, result.errors());
        }
    }

    private FetchResult fetch(StreamStore store, ManifestId manifest, Path directory) throws IOException {
        DirectoryManifest wanted = store.getManifest(manifest);
        try (ProgressOutput progress = invocation.progress()) {
            FetchOptions.Builder options = FetchOptions.builder()
                    .mirror(mirror)
                    .dryRun(dryRun)
                    .maskModes(maskModes)
                    .listener(progress);
            Integer parallelism = jobs;
            if (parallelism != null) {
                UsageException.checked(() -> options.parallelism(parallelism));
            }
            return store.fetchFiles(wanted, directory, options.build());
        } catch (IncompleteException e) {
            return e.result(FetchResult.class).orElseThrow(() -> e);
        }
    }

    private void write(JsonOutput json, ManifestId manifest, FetchResult result) throws IOException {
        json.field("id", manifest);
        json.field("dryRun", dryRun);
        json.field("files", result.written());
        json.field("kept", result.kept());
        json.field("bytes", result.bytes());
        json.texts("removed", result.removed());
        ItemReport.write(json, result.errors());
    }

    private void write(TextOutput text, FetchResult result) throws IOException {
        String would = dryRun ? "would be " : "";
        text.row(
                would + "fetched",
                Amounts.count(result.written(), "file", "files") + ", " + Amounts.bytes(result.bytes()));
        text.row("kept", Amounts.count(result.kept(), "file", "files"));
        for (String path : result.removed()) {
            text.line(would + "removed " + path);
        }
    }
}
