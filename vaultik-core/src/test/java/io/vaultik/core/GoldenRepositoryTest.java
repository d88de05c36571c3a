package io.vaultik.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.ReadOnlyStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.repository.CatalogResult;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Repository;
import io.vaultik.repository.RepositoryOptions;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.SnapshotFilter;
import io.vaultik.repository.SnapshotId;
import io.vaultik.repository.SnapshotSummary;
import io.vaultik.repository.VerifyLevel;
import io.vaultik.repository.VerifyResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository that an earlier version wrote stays readable, in full. */
class GoldenRepositoryTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/format-1");
    private static final Instant TIME = Instant.parse("2020-02-29T12:34:56.123456789Z");

    @TempDir
    Path scratch;

    /** Its records do not say for whom blobs are, so that a rebuilt catalog knows where all is and uses nothing of it. */
    @Test
    void aRebuiltCatalogUsesNothingOfRecordsWithoutRecipients(@TempDir Path hostFolder) throws Exception {
        try (Repository repository = GoldenRepositoryMaker.open(GOLDEN, hostFolder)) {
            CatalogResult result = repository.catalog().rebuild();
            assertThat(result.errors().isEmpty()).isTrue();
            assertThat(result.snapshots()).isPositive();
            assertThat(result.blobs()).isPositive().isEqualTo(result.unusableBlobs());
        }
    }

    @Test
    void everyFactAndEveryByteIsThatOfTheTextTwin() throws Exception {
        List<String> twin = Files.readAllLines(GOLDEN.resolve(GoldenRepositoryMaker.LISTING));

        assertThat(GoldenRepositoryMaker.list(GOLDEN, scratch)).isEqualTo(twin);
    }

    @Test
    void verifiesToTheLastByte() throws Exception {
        try (Repository repository = GoldenRepositoryMaker.open(GOLDEN, scratch)) {
            for (VerifyLevel level : VerifyLevel.values()) {
                VerifyResult result = repository.verify().level(level).run();

                assertThat(result.isOk()).as("%s: %s", level, result).isTrue();
                assertThat(result.checkedBlobs()).isPositive();
            }
        }
    }

    @Test
    void listsWithoutAnyKey() throws Exception {
        RepositoryOptions options = RepositoryOptions.defaults()
                .stateFolder(scratch.resolve("state"))
                .catalogInMemory();
        FileStorage storage = FileStorage.at(GOLDEN.resolve(GoldenRepositoryMaker.REPOSITORY));
        try (Repository repository = Vaultik.open(new ReadOnlyStorage(storage), options)) {
            assertThat(repository.snapshots(SnapshotFilter.all()).snapshots())
                    .extracting(snapshot -> snapshot.id().value(), snapshot -> snapshot.status()
                            .name())
                    .containsExactly(
                            tuple("2024-02-29-060708-golden-host-golden", "COMPLETE"),
                            tuple("2024-03-01-060708-golden-host-golden", "COMPLETE"),
                            tuple("2024-03-02-060708-golden-host-golden", "PARTIAL"));
        }
    }

    @Test
    void restoresAsItWas() throws Exception {
        Path target = scratch.resolve("restored");
        try (Repository repository = GoldenRepositoryMaker.open(GOLDEN, scratch)) {
            SnapshotSummary latest = repository.latest().orElseThrow();
            // Owners, devices and attributes depend on rights and file system; the text twin covers them.
            RestoreResult result = repository
                    .restore(latest.id())
                    .to(target)
                    .owners(false)
                    .xattrs(false)
                    .exclude("/special/null")
                    .exclude("/special/disk")
                    .policy(FailurePolicy.BEST_EFFORT)
                    .run();

            // Set-id bits may be dropped with an alert, since the owner is not restored.
            assertThat(result.errors().failedCount()).isZero();
            assertThat(result.errors().skippedCount()).isZero();
            assertThat(result.counts().entries())
                    .isEqualTo(repository.details(latest.id()).counts().entries() - 2);
            assertThat(target.resolve("docs/hello.txt")).hasContent("Hello again, vault!\n");
            checkContents(repository, latest.id(), target);
        }
        assertThat(Files.readAttributes(target.resolve("links/hard-a"), "unix:ino"))
                .isEqualTo(Files.readAttributes(target.resolve("links/hard-b"), "unix:ino"));
        assertThat(Files.readSymbolicLink(target.resolve("links/long")).toString())
                .hasSize(1503);
        assertThat(Files.getLastModifiedTime(target.resolve("docs/hello.txt"))).isEqualTo(FileTime.from(TIME));
        assertThat(Files.readAttributes(target.resolve("special/fifo"), "unix:mode", LinkOption.NOFOLLOW_LINKS))
                .containsValue(0010620);
    }

    /** Every regular file whose name is ASCII has the bytes that {@code fetch} gives. */
    private static void checkContents(Repository repository, SnapshotId id, Path target) throws Exception {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(target)) {
            files = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> StandardCharsets.US_ASCII.newEncoder().canEncode(file.toString()))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(170);
        for (Path file : files) {
            var fetched = new ByteArrayOutputStream();
            String path = target.relativize(file).toString();
            repository.fetch(id, EntryPath.of(path), fetched);
            assertThat(Files.readAllBytes(file)).as(path).isEqualTo(fetched.toByteArray());
        }
    }

    @Test
    void thisVersionMakesOneWithTheSameFacts() throws Exception {
        String folder = System.getProperty("vaultik.golden.write");
        Path made = folder == null ? scratch.resolve("made") : Path.of(folder);

        GoldenRepositoryMaker.make(made, scratch);

        List<String> twin = Files.readAllLines(GOLDEN.resolve(GoldenRepositoryMaker.LISTING));
        assertThat(facts(Files.readAllLines(made.resolve(GoldenRepositoryMaker.LISTING))))
                .isEqualTo(facts(twin));
    }

    /** Leaves out what compression and the software's version decide. */
    private static List<String> facts(List<String> listing) {
        return listing.stream()
                .filter(line -> !line.startsWith("blobs ") && !line.startsWith("user "))
                .toList();
    }
}
