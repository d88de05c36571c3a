package io.vaultik.core;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ReadOnlyStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.SnapshotOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Makes a golden repository: the repository itself, the key that opens it, and its text twin. Clock, randomness and source are fixed,
 * so that the same version of engine and zstd makes the same bytes.
 *
 * <p>The one that is checked in is never made anew: that it stays readable is the point. A new version of the format gets a folder of
 * its own. The test {@link GoldenRepositoryTest} runs this where {@code -Dvaultik.golden.write=DIR} says.
 */
final class GoldenRepositoryMaker {
    static final String REPOSITORY = "repository";
    static final String KEY = "test-key.txt";
    static final String LISTING = "listing.txt";

    private static final Instant TIME = Instant.parse("2024-02-29T06:07:08.900Z");

    private final Path folder;
    private final Path scratch;
    private final SecureRandom random = TestRandom.secure(1);
    private final AgeIdentity identity = AgeIdentity.generate(random);

    private GoldenRepositoryMaker(Path folder, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
    }

    /** Makes a golden repository in a folder that does not exist; a second folder takes state and catalog meanwhile. */
    static void make(Path folder, Path scratch) throws VaultikException, IOException {
        Files.createDirectories(folder);
        GoldenRepositoryMaker maker = new GoldenRepositoryMaker(folder, scratch);
        maker.writeKey();
        maker.snapshots();
        Files.deleteIfExists(folder.resolve(REPOSITORY).resolve("#tmp"));
        Files.write(folder.resolve(LISTING), list(folder, scratch));
    }

    /** Lists what a folder made by this class holds, without changing it. */
    static List<String> list(Path folder, Path scratch) throws VaultikException, IOException {
        try (Repository repository = open(folder, scratch)) {
            return GoldenListing.of(repository);
        }
    }

    /** Opens the repository of such a folder for reading. */
    static Repository open(Path folder, Path scratch) throws VaultikException {
        RepositoryOptions options = RepositoryOptions.with(AgeIdentity.read(folder.resolve(KEY)))
                .stateFolder(scratch.resolve("reader-state"))
                .catalogFolder(scratch.resolve("reader-catalog"))
                .clock(Clock.fixed(TIME.plusSeconds(1_000_000), ZoneOffset.UTC));
        return Vaultik.open(new ReadOnlyStorage(FileStorage.at(folder.resolve(REPOSITORY))), options);
    }

    private void writeKey() throws IOException {
        String text =
                "# A TEST KEY, made from a fixed seed and known to everybody. Never use it for data.\n# public key: "
                        + identity.recipient() + "\n" + identity.text() + "\n";
        Files.writeString(folder.resolve(KEY), text);
    }

    private void snapshots() throws VaultikException {
        try (Repository repository = Vaultik.create(storage(), options(0))) {
            prepare(repository, GoldenSource.first())
                    .label("kind", "golden")
                    .label("ключ", "значение ✓")
                    .attach("small.json", out -> out.write("{\"small\":true}\n".getBytes(StandardCharsets.UTF_8)))
                    .attach("large.bin", out -> out.write(new byte[(1 << 20) + 1]))
                    .attach("empty", out -> {})
                    .run();
        }
        try (Repository repository = Vaultik.open(storage(), options(86_400))) {
            prepare(repository, GoldenSource.second()).run();
        }
        try (Repository repository = Vaultik.open(storage(), options(172_800))) {
            prepare(repository, GoldenSource.failing()).run();
        }
    }

    private SnapshotOp prepare(Repository repository, GoldenSource source) {
        return repository
                .snapshot()
                .source(source)
                .name("golden")
                .compressionLevel(19)
                .parallelism(1)
                .policy(FailurePolicy.BEST_EFFORT);
    }

    private FileStorage storage() {
        return FileStorage.at(folder.resolve(REPOSITORY));
    }

    private RepositoryOptions options(long afterSeconds) {
        return RepositoryOptions.to(identity.recipient().text())
                .stateFolder(scratch.resolve("state"))
                .catalogFolder(scratch.resolve("catalog"))
                .host("golden-host")
                .user("golden-user")
                .random(random)
                .clock(Clock.fixed(TIME.plusSeconds(afterSeconds), ZoneOffset.UTC));
    }
}
