package io.vaultik.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.AgeIdentity;
import io.vaultik.core.Vaultik;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;

/** A repository on any storage: made, saved to, verified, restored from, and compared. */
final class RepositoryCycle {
    private final Path folder;

    RepositoryCycle(Path folder) {
        this.folder = folder;
    }

    /** Does all of it. */
    void run(ObjectStorage storage) throws IOException {
        Path source = source();
        AgeIdentity identity = AgeIdentity.generate(new SecureRandom());
        RepositoryOptions writing =
                local(RepositoryOptions.to(identity.recipient().text()));
        RepositoryOptions reading = local(RepositoryOptions.with(identity));
        SnapshotResult made;
        try (Repository repository = Vaultik.create(storage, writing)) {
            made = repository.snapshot().source(source).name("data").run();
        }
        try (Repository repository = Vaultik.open(storage, reading)) {
            assertThat(repository.verify().level(VerifyLevel.DEEP).run().isOk()).isTrue();
            repository.restore(made.id()).to(folder.resolve("restored")).run();
        }
        for (String name : List.of("one", "two", "sub/empty")) {
            assertThat(folder.resolve("restored").resolve(name))
                    .hasBinaryContent(Files.readAllBytes(source.resolve(name)));
        }
    }

    private RepositoryOptions local(RepositoryOptions options) {
        return options.stateFolder(folder.resolve("state")).catalogFolder(folder.resolve("catalog"));
    }

    private Path source() throws IOException {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("sub"));
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Files.write(source.resolve("one"), bytes);
        Files.writeString(source.resolve("two"), "text\n".repeat(1_000));
        Files.write(source.resolve("sub/empty"), new byte[0]);
        return source;
    }
}
