package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.TestRepository;
import io.vaultik.core.internal.TestSource;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A repository of two snapshots that share blobs, with one entry of each way to store something. */
final class VerifyFixture implements AutoCloseable {
    final TestRepository repository;
    final SnapshotId first;
    final SnapshotId second;
    final Verdicts verdicts;

    private VerifyFixture(TestRepository repository, SnapshotId first, SnapshotId second) throws VaultikException {
        this.repository = repository;
        this.first = first;
        this.second = second;
        this.verdicts = new Verdicts(repository, List.of(first, second));
    }

    /** Makes few files: one leaf. */
    static VerifyFixture small(Path folder) throws VaultikException {
        TestRepository repository = new TestRepository(folder, 7);
        TestSource source = source(1);
        SnapshotId first = repository.snapshot(
                source, Map.of("note", out -> out.write("a note".getBytes(StandardCharsets.UTF_8))));
        source.file("dir/b", TestRandom.bytes(99, 3_000));
        source.file("zz", TestRandom.bytes(98, 20_000));
        return new VerifyFixture(repository, first, repository.snapshot(source, Map.of()));
    }

    /** Makes many files: several leaves. */
    static VerifyFixture large(Path folder) throws VaultikException {
        TestRepository repository = new TestRepository(folder, 8);
        TestSource source = source(10);
        for (int i = 0; i < 350; i++) {
            source.file("many/" + i, TestRandom.bytes(i, 100 + i % 50 * 40));
        }
        SnapshotId first = repository.snapshot(source, Map.of());
        source.file("many/77", TestRandom.bytes(12345, 5_000));
        return new VerifyFixture(repository, first, repository.snapshot(source, Map.of()));
    }

    private static TestSource source(int scale) {
        EntryAttributes xattrs = EntryAttributes.builder()
                .xattrs(Map.of("user.long", TestRandom.bytes(3, 1_500)))
                .build();
        return new TestSource("test")
                .file("a", TestRandom.bytes(1, 500))
                .file("dir/b", TestRandom.bytes(2, 3_000))
                .file("dir/empty", new byte[0])
                .file("dir/long", TestRandom.bytes(4, 120_000 * scale))
                .file("dir/same", TestRandom.bytes(1, 500))
                .file("dir/tags", TestRandom.bytes(5, 700), xattrs)
                .entry(SourceEntry.builder(EntryPath.of("link"), EntryKind.SYMLINK)
                        .attributes(EntryAttributes.builder()
                                .linkTarget("x".repeat(1_200).getBytes(StandardCharsets.UTF_8))
                                .build())
                        .build());
    }

    /** Verifies with the identity. */
    VerifyResult content() throws VaultikException {
        try (RepositoryContext reader = repository.reader()) {
            return verify(reader, VerifyLevel.CONTENT);
        }
    }

    /** Verifies without a key. */
    VerifyResult keyless(VerifyLevel level) throws VaultikException {
        try (RepositoryContext reader = repository.context(repository.storage(), repository.options(), Runnable::run)) {
            return verify(reader, level);
        }
    }

    static VerifyResult verify(RepositoryContext context, VerifyLevel level) throws VaultikException {
        return new VerifyRun(context, new VerifySpec(level, List.of(), null, 2)).run();
    }

    /** Returns the affected files as {@link Verdicts} names them. */
    static List<String> files(VerifyResult result) {
        return result.affectedFiles().stream()
                .map(file -> file.snapshot() + ":" + file.path())
                .collect(Collectors.toList());
    }

    @Override
    public void close() throws VaultikException {
        repository.close();
    }
}
