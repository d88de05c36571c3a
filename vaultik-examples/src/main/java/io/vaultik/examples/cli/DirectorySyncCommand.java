package io.vaultik.examples.cli;

import io.vaultik.core.StoreSync;
import io.vaultik.fault.IncompleteException;
import io.vaultik.store.SyncResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code directory sync}: manifests and their objects, from store to store. */
@Command(description = "Copy a manifest, or with --all every one, and its objects to another store.")
final class DirectorySyncCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "2..3",
            paramLabel = "[ID] FROM TO",
            description = "The manifest (not with --all), the store that is read, and the store that is written.")
    private List<RawPath> arguments = new ArrayList<>();

    @Option(names = "--all", description = "Every manifest of the store that is read.")
    private boolean all;

    @Option(names = "--mirror", description = "Remove manifests that the store that is read does not have.")
    private boolean mirror;

    @Option(names = "--dry-run", description = "Write nothing; count only.")
    private boolean dryRun;

    @Option(names = "--jobs", paramLabel = "N", description = "How many objects are in flight.")
    private @Nullable Integer jobs;

    DirectorySyncCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (arguments.size() != (all ? 2 : 3)) {
            throw new UsageException("give ID FROM TO, or --all FROM TO");
        }
        int at = all ? 0 : 1;
        try (StoreLocation from = StoreLocation.open(invocation, arguments.get(at));
                StoreLocation to = StoreLocation.open(invocation, arguments.get(at + 1))) {
            StoreSync sync = StoreSync.from(from.store()).to(to.store());
            SyncResult result = run(configure(sync));
            invocation.print(json -> write(json, result), text -> write(text, result));
            return ItemReport.tell(invocation, result.errors());
        }
    }

    private StoreSync configure(StoreSync sync) {
        sync.mirror(mirror).dryRun(dryRun);
        Integer parallelism = jobs;
        if (parallelism != null) {
            UsageException.checked(() -> sync.parallelism(parallelism));
        }
        return all ? sync.all() : sync.id(ManifestChoice.id(arguments.get(0).raw()));
    }

    private SyncResult run(StoreSync sync) throws IOException {
        try (ProgressOutput progress = invocation.progress()) {
            return sync.listener(progress).run();
        } catch (IncompleteException e) {
            return e.result(SyncResult.class).orElseThrow(() -> e);
        }
    }

    private void write(JsonOutput json, SyncResult result) throws IOException {
        json.field("dryRun", dryRun);
        json.field("manifests", result.manifests());
        json.field("present", result.present());
        json.field("copied", result.copied());
        json.field("skipped", result.skipped());
        json.field("bytes", result.bytes());
        json.field("calls", result.calls());
        json.texts("removed", result.removed());
        ItemReport.write(json, result.errors());
    }

    private void write(TextOutput text, SyncResult result) throws IOException {
        String would = dryRun ? "would be " : "";
        text.row("manifests", result.manifests() + " " + would + "stored, " + result.present() + " there already");
        text.row(
                "objects",
                result.copied() + " " + would + "copied (" + Amounts.bytes(result.bytes()) + "), " + result.skipped()
                        + " there already");
        text.row("calls", result.calls());
        for (Object id : result.removed()) {
            text.line(would + "removed " + id);
        }
    }
}
