package io.vaultik.examples.cli;

import io.vaultik.fault.Errors;
import io.vaultik.fault.IncompleteException;
import io.vaultik.store.PushOptions;
import io.vaultik.store.PushResult;
import io.vaultik.store.StreamStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code directory push}: a directory goes into a store. */
@Command(description = "Store a directory: what objects are missing, then its manifest. Prints the id.")
final class DirectoryPushCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory.")
    private RawPath directory = new RawPath("");

    @Parameters(index = "1", paramLabel = "STORE", description = "A path or URI, or OBJECTS,MANIFESTS.")
    private RawPath location = new RawPath("");

    @Mixin
    private WalkChoice choice = new WalkChoice();

    DirectoryPushCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        choice.requireStorable();
        Path source = directory.file();
        WalkChoice.Walked walked = choice.walk(source);
        try (StoreLocation store = StoreLocation.open(invocation, location)) {
            PushResult result = push(store.store(), walked, source);
            invocation.print(json -> write(json, result, walked.errors()), text -> write(text, result));
            int found = ItemReport.tell(invocation, walked.errors());
            return Math.max(found, ItemReport.tell(invocation, result.errors()));
        }
    }

    private PushResult push(StreamStore store, WalkChoice.Walked walked, Path source) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            PushOptions.Builder options = PushOptions.builder().listener(progress);
            choice.jobs().ifPresent(options::parallelism);
            return store.push(walked.manifest(), source, options.build());
        } catch (IncompleteException e) {
            return e.result(PushResult.class).orElseThrow(() -> e);
        }
    }

    private static void write(JsonOutput json, PushResult result, Errors walk) throws IOException {
        json.field("id", result.id());
        json.field("stored", result.stored());
        json.field("copied", result.copied());
        json.field("skipped", result.skipped());
        json.field("bytes", result.bytes());
        ItemReport.write(json, walk.isEmpty() ? result.errors() : walk);
    }

    /** The id alone, for scripts, and only if the manifest is in the store. */
    private static void write(TextOutput text, PushResult result) throws IOException {
        if (result.stored()) {
            text.line(result.id().hex());
        }
    }
}
