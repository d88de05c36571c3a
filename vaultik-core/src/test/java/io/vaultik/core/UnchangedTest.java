package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.vaultik.core.internal.TestRandom;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.BackupSource;
import io.vaultik.repository.ChangeSign;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.SnapshotOp;
import io.vaultik.repository.SnapshotResult;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import io.vaultik.repository.SourceId;
import io.vaultik.repository.SourceRun;
import io.vaultik.storage.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What did not change costs next to nothing, and what changed is never missed. */
class UnchangedTest {
    private static final int MAX_CALLS = 12;
    private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void anUnchangedSourceIsNotOpenedAndPutsNoBlob() throws IOException {
        TestHost host = host();
        TestSource source = new TestSource("s");
        for (int i = 0; i < 500; i++) {
            source.put("d" + i % 7 + "/f" + i, TestRandom.bytes(i, 500));
        }
        try (Repository repository = host.create(storage)) {
            SnapshotResult first = repository.snapshot().source(source).run();
            assertThat(first.newFiles()).isEqualTo(500);
            int opened = source.opened().size();
            host.clock().advance(Duration.ofMinutes(1));

            SnapshotResult second = repository.snapshot().source(source).run();

            assertThat(source.opened()).hasSize(opened);
            assertThat(second.newBlobs()).isZero();
            assertThat(second.newBytes()).isZero();
            assertThat(second.unchangedFiles()).isEqualTo(500);
            assertThat(second.report().totalStorageCalls()).isLessThanOrEqualTo(MAX_CALLS);
            Stored.requireFiles(repository, second.id(), source.content());
        }
    }

    @Test
    void anUnchangedDirectoryIsNotReadAgain() throws IOException {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("sub"));
        for (int i = 0; i < 20; i++) {
            old(Files.write(source.resolve("sub/f" + i), TestRandom.bytes(i, 1000)), OLD);
        }
        Files.createSymbolicLink(source.resolve("link"), Path.of("sub/f1"));
        TestHost host = host();
        try (Repository repository = host.create(storage)) {
            SnapshotResult first = repository.snapshot().source(source).run();
            host.clock().advance(Duration.ofMinutes(1));
            SnapshotResult second = repository.snapshot().source(source).run();

            assertThat(first.newFiles()).isEqualTo(20);
            assertThat(second.unchangedFiles()).isEqualTo(20);
            assertThat(second.newBlobs()).isZero();
            assertThat(second.report().totalStorageCalls()).isLessThanOrEqualTo(MAX_CALLS);
            assertThat(second.counts()).isEqualTo(first.counts());

            Files.write(source.resolve("sub/f3"), TestRandom.bytes(99, 1000));
            old(source.resolve("sub/f3"), OLD);
            SnapshotResult third = repository.snapshot().source(source).run();
            assertThat(third.changedFiles()).as("the time of the inode tells").isEqualTo(1);
            assertThat(third.newBytes()).isGreaterThanOrEqualTo(1000);
        }
    }

    @Test
    void aFileYoungerThanTwoSecondsIsReadAgain() throws IOException {
        TestHost host = host();
        OneFile file = new OneFile();
        try (Repository repository = host.create(storage)) {
            file.modified = host.clock().instant().minusMillis(1_999);
            run(repository, file);
            host.clock().advance(Duration.ofMinutes(1));
            run(repository, file);
            assertThat(file.opened).as("it was young when it was stored").isEqualTo(2);
            host.clock().advance(Duration.ofMinutes(1));
            run(repository, file);
            assertThat(file.opened).as("it was old the second time").isEqualTo(2);
        }
    }

    @Test
    void aFileOfExactlyTwoSecondsIsOldEnough() throws IOException {
        TestHost host = host();
        OneFile file = new OneFile();
        try (Repository repository = host.create(storage)) {
            file.modified = host.clock().instant().minusSeconds(2);
            run(repository, file);
            run(repository, file);
            assertThat(file.opened).isEqualTo(1);
        }
    }

    @Test
    void eachSignTellsAChangeUnlessItIsSwitchedOff() throws IOException {
        requireSign(ChangeSign.SIZE, file -> file.content = "longer content");
        requireSign(ChangeSign.MODIFIED, file -> file.modified = OLD.plusNanos(1));
        requireSign(ChangeSign.CHANGED, file -> file.changed = OLD.plusNanos(1));
        requireSign(ChangeSign.INODE, file -> file.inode = 2);
    }

    @Test
    void aForcedReadOpensEverythingAndStoresNothingAgain() throws IOException {
        OneFile file = new OneFile();
        TestHost host = host();
        try (Repository repository = host.create(storage)) {
            run(repository, file);
            host.clock().advance(Duration.ofMinutes(1));
            SnapshotResult forced =
                    repository.snapshot().source(file).forceReread().run();
            assertThat(file.opened).isEqualTo(2);
            assertThat(forced.newBlobs()).isZero();
        }
    }

    @Test
    void aVersionDecidesAlone() throws IOException {
        OneFile file = new OneFile();
        file.version = "1";
        TestHost host = host();
        try (Repository repository = host.create(storage)) {
            run(repository, file);
            file.modified = OLD.plusSeconds(7);
            file.inode = 3;
            run(repository, file);
            assertThat(file.opened).as("the same version").isEqualTo(1);
            file.version = "2";
            run(repository, file);
            assertThat(file.opened).as("another version").isEqualTo(2);
            file.version = null;
            run(repository, file);
            assertThat(file.opened).as("no version any more").isEqualTo(3);
            run(repository, file);
            assertThat(file.opened).as("signs again").isEqualTo(3);
        }
    }

    @Test
    void aRenamedHostContinuesItsSeries() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source"));
        old(Files.writeString(source.resolve("f"), "content"), OLD);
        TestHost host = host();
        try (Repository repository = host.create(storage)) {
            repository.snapshot().source(source).name("data").run();
        }
        host.clock().advance(Duration.ofMinutes(1));
        try (Repository renamed = host.open(storage, options -> options.host("other"))) {
            SnapshotResult dry =
                    renamed.snapshot().source(source).name("data").dryRun().run();
            assertThat(dry.unchangedFiles()).isZero();
            SnapshotResult made = renamed.snapshot()
                    .source(source)
                    .name("data")
                    .continues("dir:host:data")
                    .run();
            assertThat(made.unchangedFiles()).isEqualTo(1);
            assertThat(made.newBlobs()).isZero();
            assertThat(renamed.details(made.id()).sourceId().id()).isEqualTo("dir:other:data");
        }
    }

    @Test
    void aChangedByteAmongTwentyThousandFilesCostsLittle() throws IOException {
        TestSource source = new TestSource("many");
        for (int i = 0; i < 20_000; i++) {
            source.put("d" + i % 50 + "/file-" + i, ("content of file " + i).getBytes(StandardCharsets.UTF_8));
        }
        TestHost host = host();
        try (Repository repository = Vaultik.create(storage, host.options())) {
            repository.snapshot().source(source).run();
            List<ObjectKey> before = Stored.keys(storage, "blobs/");
            host.clock().advance(Duration.ofMinutes(1));
            source.put("d7/file-7", "Content of file 7".getBytes(StandardCharsets.UTF_8));

            SnapshotResult second = repository.snapshot().source(source).run();

            List<ObjectKey> added = Stored.keys(storage, "blobs/");
            added.removeAll(before);
            long bytes = 0;
            for (ObjectKey key : added) {
                bytes += storage.stat(key).orElseThrow().length();
            }
            assertThat(second.changedFiles()).isEqualTo(1);
            assertThat(added).as("one of data, one of nodes").hasSize(2);
            assertThat(bytes).isLessThanOrEqualTo(68 << 10);
            System.out.println("UnchangedTest: one changed byte of 20,000 files put " + bytes + " bytes of blobs");
        }
    }

    /** The same change is seen with all signs, and is not with this one switched off. */
    private void requireSign(ChangeSign sign, Consumer<OneFile> change) throws IOException {
        Set<ChangeSign> others = EnumSet.complementOf(EnumSet.of(sign));
        assertThat(openedAfter(sign + "-on", EnumSet.allOf(ChangeSign.class), change))
                .as("%s", sign)
                .isEqualTo(2);
        assertThat(openedAfter(sign + "-alone", EnumSet.of(sign), change))
                .as("%s alone", sign)
                .isEqualTo(2);
        assertThat(openedAfter(sign + "-off", others, change))
                .as("%s switched off", sign)
                .isEqualTo(1);
    }

    private int openedAfter(String name, Set<ChangeSign> signs, Consumer<OneFile> change) throws IOException {
        TestHost host = new TestHost(Files.createDirectory(folder.resolve(name)), new TestClock());
        OneFile file = new OneFile();
        try (Repository repository = host.create(new MemoryStorage())) {
            run(repository, file);
            host.clock().advance(Duration.ofMinutes(1));
            change.accept(file);
            SnapshotOp operation = repository.snapshot().source(file).changeSigns(signs);
            operation.run();
        }
        return file.opened;
    }

    private static void run(Repository repository, BackupSource source) throws VaultikException {
        repository.snapshot().source(source).run();
    }

    private TestHost host() {
        return new TestHost(folder.resolve("host"), new TestClock());
    }

    private static void old(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    /** A source of one file whose signs can be set one by one. */
    private static final class OneFile implements BackupSource {
        private String content = "content";
        private Instant modified = OLD;
        private Instant changed = OLD;
        private long inode = 1;
        private @Nullable String version;
        private int opened;

        @Override
        public SourceId id() {
            return new SourceId("one", "one");
        }

        @Override
        public void walk(SourceRun run) throws IOException {
            run.entry(SourceEntry.builder(EntryPath.of("file"), EntryKind.FILE)
                    .attributes(EntryAttributes.builder().modified(modified).build())
                    .size(content.length())
                    .changed(changed)
                    .inode(inode)
                    .version(version)
                    .build());
        }

        @Override
        public SourceContent open(SourceEntry entry) {
            opened++;
            return SourceContent.of(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
