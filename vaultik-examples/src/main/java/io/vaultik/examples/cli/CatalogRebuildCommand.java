package io.vaultik.examples.cli;

import io.vaultik.repository.CatalogOp;
import io.vaultik.repository.CatalogResult;
import io.vaultik.repository.Repository;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code catalog rebuild}: after a lost catalog, so that the next snapshot stores nothing again. */
@Command(
        description = "Learn from the metadata of all snapshots what is stored; needs the identity. Changes nothing but"
                + " the local cache.")
final class CatalogRebuildCommand implements Callable<Integer> {
    private final Invocation invocation;

    CatalogRebuildCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.IDENTITY, this::rebuild);
    }

    private int rebuild(Repository repository) throws IOException {
        CatalogResult result;
        try (ProgressOutput progress = invocation.progress()) {
            CatalogOp op = repository.catalog();
            result = op.listener(progress).rebuild();
        }
        invocation.print(json -> write(json, result), text -> write(text, result));
        invocation.report(result.report());
        return ItemReport.tell(invocation, result.errors());
    }

    private static void write(JsonOutput json, CatalogResult result) throws IOException {
        json.field("snapshots", result.snapshots());
        json.field("blobs", result.blobs());
        json.field("knownBlobs", result.knownBlobs());
        json.field("leftOutBlobs", result.leftOutBlobs());
        json.field("unusableBlobs", result.unusableBlobs());
        json.field("chunks", result.chunks());
        json.field("nodes", result.nodes());
        json.field("entries", result.entries());
        json.field("bytesRead", bytesRead(result));
        json.field("storageCalls", result.report().totalStorageCalls());
        json.seconds("seconds", result.report().duration());
        ItemReport.write(json, result.errors());
    }

    private static void write(TextOutput text, CatalogResult result) throws IOException {
        text.row(
                "read",
                Amounts.count(result.snapshots(), "snapshot", "snapshots") + ", " + Amounts.bytes(bytesRead(result)));
        text.row(
                "learned",
                Amounts.count(result.blobs(), "blob", "blobs") + ", " + result.knownBlobs() + " known before");
        text.row("chunks", result.chunks() + ", " + Amounts.count(result.nodes(), "node", "nodes"));
        text.row("files", result.entries() + " of the newest snapshots");
        if (result.leftOutBlobs() > 0) {
            text.row("left out", Amounts.count(result.leftOutBlobs(), "blob", "blobs") + " gone or damaged");
        }
        if (result.unusableBlobs() > 0) {
            text.row(
                    "unusable",
                    Amounts.count(result.unusableBlobs(), "blob", "blobs")
                            + " of which no snapshot says for whom they are");
        }
    }

    private static long bytesRead(CatalogResult result) {
        return result.report().storageCalls().values().stream()
                .mapToLong(calls -> calls.bytes())
                .sum();
    }
}
