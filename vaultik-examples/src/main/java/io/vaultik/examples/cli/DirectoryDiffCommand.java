package io.vaultik.examples.cli;

import io.vaultik.core.Manifests;
import io.vaultik.fault.Errors;
import io.vaultik.store.ManifestChange;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.ManifestId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code directory diff}: what differs between two manifests, of a store or of directories that are there. */
@Command(description = "Compare two manifests, by their entries alone.")
final class DirectoryDiffCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(index = "0", paramLabel = "ID|DIR", description = "A manifest of the store, or a directory.")
    private RawPath before = new RawPath("");

    @Parameters(index = "1", paramLabel = "ID|DIR", description = "Another one.")
    private RawPath after = new RawPath("");

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "STORE",
            description = "Where manifests are that are named by id.")
    private @Nullable RawPath location;

    @Mixin
    private WalkChoice choice = new WalkChoice();

    DirectoryDiffCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException {
        List<ManifestChange> changes = new ArrayList<>();
        WalkChoice.Walked one = manifest(before);
        WalkChoice.Walked other = manifest(after);
        Manifests.diff(one.manifest(), other.manifest(), changes::add);
        invocation.print(json -> json.objects("changes", changes, DirectoryDiffCommand::write), text -> {
            for (ManifestChange change : changes) {
                text.line(letter(change) + " " + change.path());
            }
        });
        return Math.max(ItemReport.tell(invocation, one.errors()), ItemReport.tell(invocation, other.errors()));
    }

    private WalkChoice.Walked manifest(RawPath argument) throws IOException {
        if (!ManifestId.isValid(argument.raw())) {
            return choice.walk(argument.file());
        }
        RawPath store = location;
        if (store == null) {
            throw new UsageException("give the STORE that holds the manifest " + argument);
        }
        try (StoreLocation opened = StoreLocation.open(invocation, store)) {
            return new WalkChoice.Walked(opened.store().getManifest(ManifestId.of(argument.raw())), Errors.none());
        }
    }

    private static char letter(ManifestChange change) {
        return switch (change.kind()) {
            case ADDED -> '+';
            case REMOVED -> '-';
            case CHANGED -> 'M';
            case PERMISSIONS -> 'P';
        };
    }

    private static void write(JsonOutput json, ManifestChange change) throws IOException {
        json.field("kind", Choices.word(change.kind()));
        json.field("path", change.path());
        write(json, "before", change.before());
        write(json, "after", change.after());
    }

    private static void write(JsonOutput json, String name, Optional<ManifestEntry> entry) throws IOException {
        if (entry.isPresent()) {
            json.object(name, fields -> {
                fields.field("type", String.valueOf(entry.get().kind().letter()));
                fields.field("permissions", entry.get().permissions());
                fields.field("checksum", entry.get().checksum());
                fields.field("size", Long.toUnsignedString(entry.get().size()));
            });
        }
    }
}
