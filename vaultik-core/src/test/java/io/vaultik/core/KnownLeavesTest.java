package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.catalog.EntryBlockReader;
import io.vaultik.core.internal.catalog.EntryBlockWriter;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceRun;
import io.vaultik.repository.VerifyLevel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaves that are taken from the last snapshot make the same tree as leaves that are made. */
class KnownLeavesTest {
    private static final int FILES = 1_500;

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();
    private final TestSource source = new TestSource("s");
    private TestHost host = new TestHost(Path.of("unused"), new TestClock());
    private int links = 20;

    @BeforeEach
    void makesASnapshot() throws IOException {
        host = new TestHost(folder.resolve("host"), new TestClock());
        for (int i = 0; i < FILES; i++) {
            source.put("d" + i % 30 + "/f" + i, TestRandom.bytes(i, 20 + i % 90));
        }
        source.put("large", TestRandom.bytes(-1, 12 << 20)).atEnd(this::others);
        try (Repository repository = host.create(storage)) {
            save(repository);
        }
    }

    @Test
    void theTreeOfWhatChangedIsThatOfARunThatKnowsNoFiles() throws IOException {
        for (int round = 0; round < 4; round++) {
            source.put("d3/f" + (3 + 30 * round), TestRandom.bytes(round, 33));
            source.put("d7/new" + round, TestRandom.bytes(round, 44)).remove("d9/f" + (9 + 30 * round));
            links += round;
            try (Repository repository = host.open(storage)) {
                SnapshotResult changed = save(repository);
                assertThat(changed.newFiles() + changed.changedFiles()).isEqualTo(2);
            }
            requireSameTree();
        }
    }

    @Test
    void anEntryThatIsNoFileCountsToo() throws IOException {
        for (int round = 0; round < 3; round++) {
            links++;
            try (Repository repository = host.open(storage)) {
                assertThat(save(repository).newBlobs()).isEqualTo(1);
            }
        }
        requireSameTree();
    }

    @Test
    void theBlobsOfLeavesThatAreTakenAreNamed() throws IOException {
        try (Repository repository = host.open(storage)) {
            SnapshotResult again = save(repository);
            assertThat(again.newBlobs()).isZero();
            assertThat(again.unchangedFiles()).isEqualTo(FILES + 1);
            Stored.requireFiles(repository, again.id(), source.content());
            assertThat(repository
                            .verify()
                            .snapshot(again.id())
                            .level(VerifyLevel.CONTENT)
                            .run()
                            .isOk())
                    .isTrue();
        }
    }

    @Test
    void aWrongPlaceOfALeafIsNotBelieved() throws IOException {
        for (long lie : new long[] {1, 1_000, 1L << 32}) {
            int changed =
                    rewrite(leaf -> new KnownEntry(leaf.path(), leaf.kind(), leaf.state(), leaf.version(), new long[] {
                        Math.max(0, leaf.refs()[0] + lie)
                    }));
            assertThat(changed).isGreaterThan(4);
            requireNoOtherTree();
        }
    }

    @Test
    void aLeafThatIsNoneIsLeftOut() throws IOException {
        for (String version : new String[] {"", "!", "AAAA", "A".repeat(88)}) {
            assertThat(rewrite(leaf -> new KnownEntry(leaf.path(), leaf.kind(), leaf.state(), version, leaf.refs())))
                    .isGreaterThan(4);
            requireNoOtherTree();
        }
        rewrite(leaf -> new KnownEntry(leaf.path(), 77, leaf.state(), null, new long[0]));
        requireNoOtherTree();
    }

    /** Reads every file again and makes every leaf: nodes that are not the same would be stored. */
    private void requireSameTree() throws IOException {
        host.clock().advance(Duration.ofMinutes(1));
        change("UPDATE generation SET blocks = 0");
        change("DELETE FROM entries");
        try (Repository repository = host.open(storage)) {
            SnapshotResult made = save(repository);
            assertThat(made.unchangedFiles()).isZero();
            assertThat(made.newBlobs()).isZero();
        }
    }

    /** A tree with another leaf would have another root. */
    private void requireNoOtherTree() throws IOException {
        try (Repository repository = host.open(storage)) {
            assertThat(save(repository).newBlobs()).isZero();
        }
    }

    private SnapshotResult save(Repository repository) throws VaultikException {
        host.clock().advance(Duration.ofMinutes(1));
        return repository.snapshot().source(source).parallelism(1).run();
    }

    /** Links of both kinds and attributes, long and short. */
    private void others(SourceRun run) throws IOException {
        for (int i = 0; i < links; i++) {
            run.entry(SourceEntry.builder(EntryPath.of("d5/link" + i), EntryKind.SYMLINK)
                    .attributes(EntryAttributes.builder()
                            .linkTarget(("t".repeat(i * 90) + links).getBytes(StandardCharsets.UTF_8))
                            .xattrs(Map.of("user.x", new byte[i * 70]))
                            .build())
                    .build());
            run.entry(SourceEntry.builder(EntryPath.of("d" + i + "/hard"), EntryKind.FIFO)
                    .hardLinkId(Integer.toString(i % (1 + links / 5)))
                    .build());
        }
    }

    /** Changes each leaf of the catalog; returns how many there are. */
    private int rewrite(UnaryOperator<KnownEntry> leaf) throws IOException {
        int leaves = 0;
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog());
                PreparedStatement select = connection.prepareStatement("SELECT rowid, data FROM entries");
                PreparedStatement update = connection.prepareStatement("UPDATE entries SET data = ? WHERE rowid = ?");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                EntryBlockReader block = new EntryBlockReader(rows.getBytes(2));
                EntryBlockWriter lie = new EntryBlockWriter();
                for (KnownEntry entry = block.next(); entry != null; entry = block.next()) {
                    leaves += entry.kind() == 0 ? 0 : 1;
                    lie.add(entry.kind() == 0 ? entry : leaf.apply(entry));
                }
                update.setBytes(1, lie.finish());
                update.setLong(2, rows.getLong(1));
                update.executeUpdate();
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
        return leaves;
    }

    private void change(String statement) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog());
                PreparedStatement change = connection.prepareStatement(statement)) {
            assertThat(change.executeUpdate()).isPositive();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private Path catalog() throws IOException {
        try (Stream<Path> files = Files.walk(host.cache())) {
            return files.filter(path -> path.getFileName().toString().equals("catalog.db"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
