package io.vaultik.examples.cli;

import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryInfo;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code store info}: what everybody who can list the storage knows. */
@Command(description = "Show what the repository holds. No key is needed.")
final class StoreInfoCommand implements Callable<Integer> {
    private final Invocation invocation;

    StoreInfoCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return invocation.withRepository(Access.KEY_FREE, this::show);
    }

    private int show(Repository repository) throws IOException {
        RepositoryInfo info = repository.info();
        invocation.print(json -> write(json, info), text -> write(text, info));
        return ExitCodes.DONE;
    }

    private static void write(JsonOutput json, RepositoryInfo info) throws IOException {
        json.field("id", info.id());
        json.field("location", info.location());
        json.field("created", info.created());
        json.field("digest", info.digest());
        json.field("createTrusted", info.createTrusted());
        json.field("snapshots", info.snapshots());
        json.field("oldest", info.oldest());
        json.field("newest", info.newest());
        json.field("blobs", info.blobs());
        json.field("storedBytes", info.storedBytes());
        json.field("unreferencedBlobs", info.unreferencedBlobs());
        json.field("unreferencedBytes", info.unreferencedBytes());
        json.field("condemnedBlobs", info.condemnedBlobs());
    }

    private static void write(TextOutput text, RepositoryInfo info) throws IOException {
        text.row("id", info.id());
        text.row("location", info.location());
        text.row("created", Amounts.instant(info.created()));
        text.row("digest", info.digest());
        text.row("snapshots", info.snapshots());
        text.row("oldest", info.oldest().map(Amounts::instant).orElse("-"));
        text.row("newest", info.newest().map(Amounts::instant).orElse("-"));
        text.row("blobs", blobs(info.blobs(), Optional.of(info.storedBytes())));
        text.row("unreferenced", blobs(info.unreferencedBlobs(), Optional.of(info.unreferencedBytes())));
        text.row("condemned", blobs(info.condemnedBlobs(), Optional.empty()));
    }

    private static String blobs(long count, Optional<Long> bytes) {
        return Amounts.count(count, "blob", "blobs")
                + bytes.map(b -> ", " + Amounts.bytes(b)).orElse("");
    }
}
