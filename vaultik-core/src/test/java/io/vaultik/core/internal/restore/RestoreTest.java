package io.vaultik.core.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.internal.fs.AttributeOptions;
import io.vaultik.core.internal.fs.ContainedFile;
import io.vaultik.core.internal.fs.ContainedWriter;
import io.vaultik.core.internal.fs.DirectoryWalker;
import io.vaultik.core.internal.fs.WalkOptions;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.Item;
import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.KeyRequiredException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.TargetNotEmptyException;
import io.vaultik.progress.OperationReport.Status;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestoreTest {
    private static final ItemErrors NO_ERRORS = new ItemErrors() {
        @Override
        public void failed(Item item, Throwable cause) {
            throw new AssertionError(item.name().value(), cause);
        }

        @Override
        public void skipped(Item item, String reason) {}

        @Override
        public void alert(String text) {}
    };
    private static final EntryPath LATIN = EntryPath.ofBytes("d/caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

    private Path folder;
    private Path source;
    private Path target;
    private RestoreFixture fixture;

    @BeforeEach
    void withASource(@TempDir Path given) throws IOException {
        folder = given;
        source = folder.resolve("source");
        target = folder.resolve("target");
        fill();
        fixture = new RestoreFixture(folder.resolve("home"));
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    /** One of each odd kind, made by the writer, which has tests of its own. */
    private void fill() throws IOException {
        try (ContainedWriter writer = ContainedWriter.open(source, AttributeOptions.ALL, new Random(3), NO_ERRORS)) {
            for (String directory : List.of("d", "d/deep", "d/deep/er", "empty", "sticky")) {
                writer.makeDirectory(EntryPath.of(directory));
            }
            file(writer, EntryPath.of("d/deep/er/big"), TestRandom.bytes(5, 20_000_000), 0600);
            file(writer, EntryPath.of("d/deep/plain"), TestRandom.bytes(6, 100_000), 0644);
            file(writer, LATIN, new byte[] {1}, 0444);
            file(writer, EntryPath.of("none"), new byte[0], 0640);
            file(writer, EntryPath.of("setuid"), new byte[] {2}, 06755);
            file(writer, EntryPath.of("one"), TestRandom.bytes(8, 3_000), 0604);
            writer.makeHardLink(EntryPath.of("one"), EntryKind.FILE, EntryPath.of("d/two"), Existing.FAIL);
            writer.makeHardLink(EntryPath.of("one"), EntryKind.FILE, EntryPath.of("three"), Existing.FAIL);
            for (String name : List.of("l1", "d/l2")) {
                writer.makeSymlink(
                        EntryPath.of(name),
                        Existing.FAIL,
                        attributes(0777)
                                .linkTarget("../nowhere\n".getBytes(StandardCharsets.UTF_8))
                                .build());
            }
            writer.makeSpecial(
                    EntryPath.of("pipe"),
                    EntryKind.FIFO,
                    Existing.FAIL,
                    attributes(0622).build());
            try (ContainedFile holes = writer.createFile(EntryPath.of("holes"))) {
                holes.write(10_000_000, new byte[] {3}, 0, 1);
                holes.commit(12_000_000, Existing.FAIL, attributes(0644).build());
            }
            for (String directory : List.of("d/deep/er", "d/deep", "d", "empty")) {
                writer.finishDirectory(EntryPath.of(directory), attributes(0750).build());
            }
            writer.finishDirectory(EntryPath.of("sticky"), attributes(01777).build());
            writer.finishDirectory(EntryPath.ROOT, attributes(0711).build());
        }
    }

    private static void file(ContainedWriter writer, EntryPath path, byte[] content, int mode) throws IOException {
        try (ContainedFile file = writer.createFile(path)) {
            file.write(0, content, 0, content.length);
            file.commit(
                    content.length,
                    Existing.FAIL,
                    attributes(mode)
                            .xattrs(Map.of("user.x", new byte[] {0, -1}))
                            .build());
        }
    }

    private static EntryAttributes.Builder attributes(int mode) {
        return EntryAttributes.builder().mode(mode).owner(0, 0).modified(Instant.ofEpochSecond(1_234_567, 123_456_789));
    }

    /** Everything that a walk tells of a tree but inode and ctime, and the content. */
    private static Map<EntryPath, String> listing(Path root) throws IOException {
        Map<EntryPath, String> listing = new TreeMap<>();
        Map<String, EntryPath> groups = new TreeMap<>();
        List<SourceEntry> entries = new ArrayList<>();
        DirectoryWalker.walk(root, WalkOptions.ALL, NO_ERRORS, entries::add);
        entries.sort((a, b) -> a.path().compareTo(b.path()));
        for (SourceEntry entry : entries) {
            EntryAttributes a = entry.attributes();
            StringBuilder text = new StringBuilder(
                    entry.kind() + " " + entry.size() + " " + a.mode() + a.uid() + a.gid() + a.modified() + a.device()
                            + a.sparse() + a.linkTarget().map(Arrays::toString));
            a.xattrs().forEach((name, value) -> text.append(name).append(Arrays.toString(value)));
            entry.hardLinkId().ifPresent(id -> text.append(groups.computeIfAbsent(id, i -> entry.path())));
            if (entry.kind() == EntryKind.FILE && entry.path().isText()) {
                text.append(Arrays.hashCode(
                        Files.readAllBytes(root.resolve(entry.path().toString()))));
            }
            listing.put(entry.path(), text.toString());
        }
        return listing;
    }

    private Stream<String> names() throws IOException {
        return listing(target).keySet().stream().map(EntryPath::toString).filter(name -> !name.isEmpty());
    }

    @Test
    void restoresEveryKindOfEntryIdentically() throws IOException {
        RestoreResult result = fixture.restore(fixture.save(source)).to(target);
        assertThat(listing(target)).isEqualTo(listing(source));
        assertThat(result.counts().directories()).isEqualTo(6);
        assertThat(result.counts().entries()).isEqualTo(listing(source).size());
        assertThat(result.kept()).isZero();
        assertThat(result.report().status()).isEqualTo(Status.DONE);
    }

    @Test
    void completesOnExecutorsOfAnySize() throws IOException {
        List<Executor> executors = List.of(task -> {}, Runnable::run, task -> {
            throw new RejectedExecutionException();
        });
        for (int i = 0; i < executors.size(); i++) {
            Path home = folder.resolve("home" + i);
            try (RestoreFixture other = new RestoreFixture(home, new MemoryStorage(), executors.get(i))) {
                other.restore(other.save(source)).parallelism(4).to(home.resolve("target"));
                assertThat(listing(home.resolve("target"))).isEqualTo(listing(source));
            }
        }
    }

    @Test
    void restoresASubsetWithItsAncestors() throws IOException {
        SnapshotId id = fixture.save(source);
        fixture.restore(id).paths("d/deep/plain", "d/deep", "pipe").to(target);
        assertThat(names()).containsExactly("d", "d/deep", "d/deep/er", "d/deep/er/big", "d/deep/plain", "pipe");
        assertThat(listing(source)).containsAllEntriesOf(listing(target));
    }

    @Test
    void restoresWhatAPatternMatches() throws IOException {
        fixture.restore(fixture.save(source)).globs("l*", "/empty").to(target);
        assertThat(names()).containsExactly("d", "d/l2", "empty", "l1");
    }

    @Test
    void joinsPathsAndPatternsAndLeavesOutWhatIsExcluded() throws IOException {
        fixture.restore(fixture.save(source))
                .paths("d")
                .globs("none")
                .excludes("deep/", "two")
                .to(target);
        assertThat(names()).hasSize(4).contains("d", "d/l2", "none").doesNotContain("d/two", "d/deep");
    }

    @Test
    void linksTheNamesOfASubsetToEachOther() throws IOException {
        fixture.restore(fixture.save(source)).paths("one", "three").to(target);
        assertThat(Files.getAttribute(target.resolve("one"), "unix:nlink")).isEqualTo(2);
        assertThat(Files.isSameFile(target.resolve("one"), target.resolve("three")))
                .isTrue();
        assertThat(Files.mismatch(target.resolve("three"), source.resolve("three")))
                .isEqualTo(-1);
    }

    @Test
    void writesNothingIfAPathDoesNotExist() throws IOException {
        SnapshotId id = fixture.save(source);
        assertThatThrownBy(() -> fixture.restore(id).paths("d", "d/missing").to(target))
                .isInstanceOf(NotFoundException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void asksForTheKeyBeforeItLooksAtTheTarget() throws IOException {
        SnapshotId id = fixture.save(source);
        try (var keyless = fixture.context(folder.resolve("other"), null, List.of())) {
            assertThatThrownBy(() -> new RestoreFixture.Restore(keyless, id).to(source))
                    .isInstanceOf(KeyRequiredException.class);
        }
        SnapshotId unknown = SnapshotId.of(CraftedSnapshot.ID);
        assertThatThrownBy(() -> fixture.restore(unknown).to(source)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void refusesATargetThatIsNotEmpty() throws IOException {
        SnapshotId id = fixture.save(source);
        Files.createDirectories(target);
        Files.writeString(target.resolve("mine"), "mine");
        assertThatThrownBy(() -> fixture.restore(id).to(target)).isInstanceOf(TargetNotEmptyException.class);
        assertThat(names()).containsExactly("mine");
    }

    @Test
    void keepsWhatIsThere() throws IOException {
        SnapshotId id = fixture.save(source);
        Files.createDirectories(target.resolve("d"));
        Files.writeString(target.resolve("one"), "mine");
        FileTime then = Files.getLastModifiedTime(target.resolve("one"));
        RestoreResult result = fixture.restore(id).existing(Existing.KEEP).to(target);
        assertThat(target.resolve("one")).hasContent("mine");
        assertThat(Files.getLastModifiedTime(target.resolve("one"))).isEqualTo(then);
        assertThat(Files.mismatch(target.resolve("three"), source.resolve("three")))
                .isEqualTo(-1);
        assertThat(result.kept()).isEqualTo(2);
    }

    @Test
    void replacesFilesButNoDirectory() throws IOException {
        SnapshotId id = fixture.save(source);
        Files.createDirectories(target.resolve("setuid/full"));
        Files.writeString(target.resolve("one"), "mine");
        Files.writeString(target.resolve("other"), "mine");
        assertThatThrownBy(() -> fixture.restore(id).existing(Existing.REPLACE).to(target))
                .isInstanceOfSatisfying(IncompleteException.class, e -> {
                    assertThat(e.errors().failedCount()).isEqualTo(1);
                    assertThat(e.result(RestoreResult.class)).isPresent();
                });
        assertThat(target.resolve("setuid/full")).isDirectory();
        assertThat(target.resolve("other")).hasContent("mine");
        assertThat(Files.isSameFile(target.resolve("one"), target.resolve("three")))
                .isTrue();
        assertThat(Files.mismatch(target.resolve("one"), source.resolve("one"))).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(Switch.class)
    void leavesOutTheAttributesThatAreSwitchedOff(Switch off) throws IOException {
        SnapshotId id = fixture.save(source);
        fixture.restore(id).attributes(off.options).to(target);
        SourceEntry file = entry("one");
        EntryAttributes a = file.attributes();
        assertThat(a.mode().orElseThrow() == 0604).isEqualTo(off != Switch.MODES);
        assertThat(a.modified().orElseThrow().getEpochSecond() == 1_234_567).isEqualTo(off != Switch.TIMES);
        assertThat(a.xattrs().containsKey("user.x")).isEqualTo(off != Switch.XATTRS);
    }

    private SourceEntry entry(String path) throws IOException {
        List<SourceEntry> found = new ArrayList<>();
        DirectoryWalker.walk(target, WalkOptions.ALL, NO_ERRORS, found::add);
        return found.stream()
                .filter(entry -> entry.path().toString().equals(path))
                .findFirst()
                .orElseThrow();
    }

    /** The switches of a restore. */
    enum Switch {
        OWNERS(new AttributeOptions(false, true, true, true)),
        MODES(new AttributeOptions(true, false, true, true)),
        TIMES(new AttributeOptions(true, true, false, true)),
        XATTRS(new AttributeOptions(true, true, true, false));

        private final AttributeOptions options;

        Switch(AttributeOptions options) {
            this.options = options;
        }
    }

    @Test
    void makesHolesOnRequest() throws IOException {
        Path zeros = Files.createDirectory(folder.resolve("zeros"));
        byte[] content = new byte[3_000_001];
        content[1_500_000] = 7;
        Files.write(zeros.resolve("f"), content);
        SnapshotId id = fixture.save(zeros);
        fixture.restore(id).sparse().to(target);
        assertThat(target.resolve("f")).hasBinaryContent(content);
        assertThat(entry("f").attributes().sparse()).isTrue();
    }
}
