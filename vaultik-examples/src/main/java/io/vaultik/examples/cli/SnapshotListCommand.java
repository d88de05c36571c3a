package io.vaultik.examples.cli;

import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotList;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.repository.SnapshotSummary;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code snapshot list}: the snapshots, oldest first, from what is readable without a key. */
@Command(description = "List snapshots, oldest first. No key is needed.")
final class SnapshotListCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Option(names = "--name", paramLabel = "N", description = "Only those of this name.")
    private @Nullable String name;

    @Option(names = "--host", paramLabel = "H", description = "Only those of this host.")
    private @Nullable String host;

    SnapshotListCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.KEY_FREE, this::list);
    }

    private int list(Repository repository) throws IOException {
        SnapshotFilter filter = new SnapshotFilter(Optional.ofNullable(host), Optional.ofNullable(name));
        SnapshotList list = repository.snapshots(filter);
        invocation.print(
                json -> {
                    json.objects("snapshots", list.snapshots(), SnapshotListCommand::write);
                    ItemReport.write(json, list.errors());
                },
                text -> table(text, list.snapshots()));
        return ItemReport.tell(invocation, list.errors());
    }

    private static void write(JsonOutput json, SnapshotSummary snapshot) throws IOException {
        json.field("id", snapshot.id());
        json.field("created", snapshot.created());
        json.field("status", Choices.word(snapshot.status()));
        json.field("host", snapshot.host());
        json.field("name", snapshot.name());
        json.field("series", snapshot.series());
        json.field("blobs", snapshot.blobs());
        json.field("storedBytes", snapshot.storedBytes());
        json.field("newStoredBytes", snapshot.newStoredBytes());
        json.field("pinned", snapshot.pinned());
    }

    /** Writes one line for each snapshot: id, time, compressed size, newly stored size. */
    static void table(TextOutput text, List<SnapshotSummary> snapshots) throws IOException {
        int width =
                snapshots.stream().mapToInt(s -> s.id().value().length()).max().orElse(0);
        for (SnapshotSummary snapshot : snapshots) {
            text.line(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %s  %10s  %10s new%s%s",
                    snapshot.id(),
                    Amounts.instant(snapshot.created()),
                    Amounts.bytes(snapshot.storedBytes()),
                    Amounts.bytes(snapshot.newStoredBytes()),
                    snapshot.status() == SnapshotStatus.PARTIAL ? "  partial" : "",
                    snapshot.pinned() ? "  pinned" : ""));
        }
    }
}
