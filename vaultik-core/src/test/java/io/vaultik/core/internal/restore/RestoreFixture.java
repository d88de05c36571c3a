package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.age.Stanza;
import io.vaultik.core.internal.age.X25519Identity;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.context.Tuning;
import io.vaultik.core.internal.format.Configuration;
import io.vaultik.core.internal.fs.AttributeOptions;
import io.vaultik.core.internal.fs.DirectoryWalker;
import io.vaultik.core.internal.fs.FileOpener;
import io.vaultik.core.internal.fs.WalkOptions;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.save.SnapshotRun;
import io.vaultik.core.internal.save.SnapshotSpec;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.Identity;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.RestoreTarget;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.ObjectStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A repository in memory, to be filled from a directory and restored from. */
final class RestoreFixture implements Closeable {
    final X25519Identity identity = X25519Identity.generate(TestRandom.secure(7));
    final Configuration configuration;
    final ObjectStorage storage;
    final RepositoryContext context;
    private final @Nullable ExecutorService own;

    RestoreFixture(Path folder) {
        this(folder, new MemoryStorage(), null);
    }

    RestoreFixture(Path folder, ObjectStorage storage, @Nullable Executor executor) {
        this.storage = storage;
        this.configuration =
                new Configuration(new UUID(1, 2), Instant.EPOCH, "sha-256", 128 << 10, 512 << 10, 2 << 20, true);
        this.own = executor == null ? Executors.newFixedThreadPool(3) : null;
        this.context = context(folder, own != null ? own : executor, List.of(unwrapping(identity)));
    }

    RepositoryContext context(Path folder, @Nullable Executor executor, List<Identity> identities) {
        RepositoryOptions options = RepositoryOptions.to(identity.recipient().toString())
                .identities(identities)
                .stateFolder(folder.resolve("state"))
                .catalogFolder(folder.resolve("cache"))
                .catalogInMemory();
        return new RepositoryContext(
                storage, configuration, options, executor != null ? executor : Runnable::run, Tuning.STANDARD);
    }

    static Identity unwrapping(X25519Identity identity) {
        return stanzas -> Optional.ofNullable(identity.unwrap(stanzas.stream()
                .map(s -> new Stanza(s.type(), s.arguments(), s.body()))
                .toList()));
    }

    /** Stores a directory. */
    SnapshotId save(Path directory) throws VaultikException {
        return save(source(directory));
    }

    SnapshotId save(BackupSource source) throws VaultikException {
        SnapshotSpec spec = new SnapshotSpec(
                source,
                List.of(),
                null,
                Map.of(),
                3,
                false,
                false,
                Set.of(),
                null,
                Map.of(),
                FailurePolicy.FINISH_THEN_FAIL,
                null,
                3);
        return new SnapshotRun(context, spec).run().snapshot().orElseThrow();
    }

    static BackupSource source(Path directory) {
        return new BackupSource() {
            @Override
            public SourceId id() {
                return new SourceId("dir:test", "test");
            }

            @Override
            public void walk(SourceRun run) throws IOException {
                DirectoryWalker.walk(directory, WalkOptions.ALL, run.errors(), run::entry);
            }

            @Override
            public SourceContent open(SourceEntry entry) throws IOException {
                try (FileOpener opener = FileOpener.of(directory)) {
                    return opener.open(entry);
                }
            }
        };
    }

    Restore restore(SnapshotId id) {
        return new Restore(context, id);
    }

    @Override
    public void close() throws IOException {
        context.close();
        if (own != null) {
            own.shutdownNow();
        }
    }

    /** A restore that is being configured. */
    static final class Restore {
        private final RepositoryContext context;
        private final SnapshotId id;
        private List<EntryPath> paths = List.of();
        private List<String> globs = List.of();
        private List<String> excludes = List.of();
        private Existing existing = Existing.FAIL;
        private AttributeOptions attributes = AttributeOptions.ALL;
        private FailurePolicy policy = FailurePolicy.FINISH_THEN_FAIL;
        private boolean sparse;
        private int parallelism = 3;

        Restore(RepositoryContext context, SnapshotId id) {
            this.context = context;
            this.id = id;
        }

        Restore paths(String... values) {
            paths = Arrays.stream(values).map(EntryPath::of).toList();
            return this;
        }

        Restore globs(String... values) {
            globs = List.of(values);
            return this;
        }

        Restore excludes(String... values) {
            excludes = List.of(values);
            return this;
        }

        Restore existing(Existing value) {
            existing = value;
            return this;
        }

        Restore attributes(AttributeOptions value) {
            attributes = value;
            return this;
        }

        Restore policy(FailurePolicy value) {
            policy = value;
            return this;
        }

        Restore sparse() {
            sparse = true;
            return this;
        }

        Restore parallelism(int value) {
            parallelism = value;
            return this;
        }

        RestoreResult to(Path directory) throws VaultikException {
            return run(directory, null);
        }

        RestoreResult to(RestoreTarget target) throws VaultikException {
            return run(null, target);
        }

        private RestoreResult run(@Nullable Path directory, @Nullable RestoreTarget target) throws VaultikException {
            RestoreSpec spec = new RestoreSpec(
                    id,
                    directory,
                    target,
                    paths,
                    globs,
                    excludes,
                    existing,
                    sparse,
                    attributes,
                    policy,
                    null,
                    parallelism);
            return new RestoreRun(context, new SegmentCache(SegmentCache.DEFAULT_BYTES), spec).run();
        }
    }
}
