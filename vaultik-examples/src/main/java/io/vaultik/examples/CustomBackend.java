package io.vaultik.examples;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** A repository in a backend of one's own: {@link SqliteStorage}, an SQLite database. */
public final class CustomBackend {
    private CustomBackend() {}

    /**
     * What came out.
     *
     * @param made the snapshot
     * @param verified what the verification found
     * @param differences how the restored folder differs from the source; empty if all is well
     */
    public record Outcome(SnapshotResult made, VerifyResult verified, List<String> differences) {}

    /**
     * Runs it.
     *
     * @param arguments none
     * @throws IOException if something fails
     */
    public static void main(String[] arguments) throws IOException {
        Path work = Files.createTempDirectory("vaultik-example");
        try {
            Outcome outcome = run(work);
            System.out.println(outcome.made().counts().files() + " files went into a database of "
                    + Files.size(work.resolve("repository.db")) + " bytes and came back with "
                    + outcome.differences().size() + " differences");
        } finally {
            FolderCopy.delete(work);
        }
    }

    /**
     * Makes a snapshot in a database, opens the database again, verifies all content and restores.
     *
     * @param work where everything goes
     * @return what came out
     * @throws IOException if something fails
     */
    public static Outcome run(Path work) throws IOException {
        Path data = work.resolve("data");
        Files.createDirectories(data.resolve("letters"));
        Files.writeString(data.resolve("letters/first"), "Dear reader\n".repeat(10_000), StandardCharsets.UTF_8);
        Files.writeString(data.resolve("empty"), "", StandardCharsets.UTF_8);
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        RepositoryOptions folders =
                RepositoryOptions.defaults().stateFolder(work.resolve("state")).catalogFolder(work.resolve("catalog"));

        SnapshotResult made;
        try (ObjectStorage storage = SqliteStorage.at(work.resolve("repository.db"));
                Repository writer = Vaultik.create(storage, folders.recipients(List.of(identity.recipient())))) {
            made = writer.snapshot().source(data).run();
        }
        try (ObjectStorage storage = SqliteStorage.at(work.resolve("repository.db"));
                Repository reader = Vaultik.open(storage, folders.identities(List.of(identity)))) {
            VerifyResult verified = reader.verify().level(VerifyLevel.CONTENT).run();
            SnapshotId newest = reader.latest().orElseThrow().id();
            reader.restore(newest).to(work.resolve("restored")).run();
            List<String> differences = FolderComparison.differences(data, work.resolve("restored"));
            return new Outcome(made, verified, differences);
        }
    }
}
