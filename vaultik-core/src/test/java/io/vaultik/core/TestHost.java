package io.vaultik.core;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.storage.RetryPolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A host with its folders, its key and its clock; blobs are small and retries do not wait. */
final class TestHost {
    /** Every file above the target gets a blob of its own. */
    static final Tuning QUICK =
            new Tuning(new RetryPolicy(3, Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)), 64 << 10);

    private static final AgeIdentity IDENTITY = AgeIdentity.generate(TestRandom.secure(7));

    private final Path folder;
    private final TestClock clock;

    TestHost(Path folder, TestClock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    static AgeIdentity identity() {
        return IDENTITY;
    }

    TestClock clock() {
        return clock;
    }

    Path state() {
        return folder.resolve("state");
    }

    Path cache() {
        return folder.resolve("cache");
    }

    RepositoryOptions options() {
        return RepositoryOptions.to(IDENTITY.recipient().text())
                .identities(List.of(IDENTITY))
                .stateFolder(state())
                .catalogFolder(cache())
                .host("host")
                .user("user")
                .clock(clock);
    }

    Repository create(ObjectStorage storage) throws VaultikException {
        return Vaultik.create(storage, options(), QUICK);
    }

    Repository open(ObjectStorage storage) throws VaultikException {
        return Vaultik.open(storage, options(), QUICK);
    }

    Repository open(ObjectStorage storage, UnaryOperator<RepositoryOptions> change) throws VaultikException {
        return Vaultik.open(storage, change.apply(options()), QUICK);
    }

    /** Copies all folders of this host; no repository may be open. */
    TestHost copyTo(Path target) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.copy(path, target.resolve(folder.relativize(path).toString()));
            }
        }
        return new TestHost(target, new TestClock(clock.instant()));
    }
}
