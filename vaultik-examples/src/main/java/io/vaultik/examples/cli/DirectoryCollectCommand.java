package io.vaultik.examples.cli;

import io.vaultik.core.StoreCollection;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.CollectionResult;
import io.vaultik.store.StoreSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code directory collect}: objects that no manifest names go. */
@Command(
        name = "collect",
        description = "Remove the objects of a store that no manifest names. Pushes of vaultik may go on meanwhile.")
final class DirectoryCollectCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "STORE", description = "A path or URI, or OBJECTS,MANIFESTS.")
    private RawPath location = new RawPath("");

    @Option(names = "--dry-run", description = "Change nothing; say what would go.")
    private boolean dryRun;

    @Option(
            names = "--exclusive",
            description = "No other program (snapdir) pushes to this store meanwhile. Without it nothing is removed.")
    private boolean exclusive;

    @Option(
            names = "--manifests",
            paramLabel = "STORAGE",
            description = "Manifests of another store that shares these objects; name every one.")
    private List<RawPath> others = new ArrayList<>();

    @Option(names = "--session-dead", paramLabel = "ID", description = "The process of this session is dead.")
    private List<String> dead = new ArrayList<>();

    DirectoryCollectCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        if (!exclusive && !dryRun) {
            throw new UsageException("say --exclusive when no other program pushes to " + location
                    + " meanwhile, or --dry-run; what another program pushes during a collection may be lost");
        }
        List<ObjectStorage> opened = new ArrayList<>();
        try (StoreLocation store = StoreLocation.open(invocation, location)) {
            StoreCollection collection = StoreCollection.in(store.objects()).exclusive(exclusive);
            if (store.manifests() != store.objects()) {
                collection.manifests(store.manifests());
            }
            for (RawPath other : others) {
                ObjectStorage storage = StorageLocation.open(other, invocation.globals().storageOptions);
                opened.add(storage);
                collection.manifests(storage);
            }
            return collect(collection);
        } finally {
            for (ObjectStorage storage : opened) {
                storage.close();
            }
        }
    }

    private int collect(StoreCollection collection) throws IOException {
        dead.forEach(id -> UsageException.checked(() -> collection.dead(id)));
        CollectionResult result;
        try (ProgressOutput progress = invocation.progress()) {
            result = collection.dryRun(dryRun).listener(progress).run();
        }
        invocation.print(json -> write(json, result), text -> write(text, result));
        return result.blockedBy().isEmpty() || dryRun ? ExitCodes.DONE : ExitCodes.BUSY;
    }

    private void write(JsonOutput json, CollectionResult result) throws IOException {
        json.field("dryRun", dryRun);
        json.field("manifests", result.manifests());
        json.field("objects", result.objects());
        json.field("unreferencedObjects", result.unreferenced());
        json.field("unreferencedBytes", result.unreferencedBytes());
        json.field("deletedObjects", result.deleted());
        json.field("deletedBytes", result.deletedBytes());
        json.field("storageCalls", result.calls());
        json.objects("blockedBy", result.blockedBy(), DirectoryCollectCommand::write);
        json.objects("sessions", result.sessions(), DirectoryCollectCommand::write);
    }

    private static void write(JsonOutput json, StoreSession session) throws IOException {
        json.field("id", session.id());
        json.field("kind", session.kind() == StoreSession.Kind.PUSH ? "push" : "collection");
        json.field("client", session.client());
        json.field("started", session.started());
        json.field("stored", session.stored());
    }

    private void write(TextOutput text, CollectionResult result) throws IOException {
        text.row(
                "unreferenced",
                Amounts.count(result.unreferenced(), "object", "objects") + " ("
                        + Amounts.bytes(result.unreferencedBytes()) + ") of " + result.objects());
        if (!dryRun) {
            text.row(
                    "deleted",
                    Amounts.count(result.deleted(), "object", "objects") + " (" + Amounts.bytes(result.deletedBytes())
                            + ")");
        }
        for (StoreSession session : result.sessions()) {
            String role = result.blockedBy().contains(session) ? "blocked by " : "open ";
            text.row(
                    role + (session.kind() == StoreSession.Kind.PUSH ? "push" : "collection"),
                    session.id() + " of " + session.client() + ", since " + session.started());
        }
    }
}
