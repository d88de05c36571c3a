package io.vaultik.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.storage.Storages;
import io.vaultik.repository.SnapshotStatus;
import io.vaultik.storage.ObjectStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void quickStartRestoresWhatItSaved() throws IOException {
        Path source = source();
        Path work = source.resolve("target/work");

        for (int run = 0; run < 2; run++) {
            QuickStart.Outcome outcome = QuickStart.run(source, work, Set.of("skipped"), out());

            assertThat(outcome.differences()).isEmpty();
            assertThat(outcome.isOk()).isTrue();
            assertThat(outcome.first().counts().files()).isEqualTo(3);
            assertThat(outcome.second().counts().files()).isEqualTo(4);
            assertThat(outcome.second().newFiles()).isEqualTo(1);
            assertThat(outcome.restored().counts().files()).isEqualTo(4);
        }

        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("made a snapshot", "verified all content", "no difference");
        assertThat(work.resolve("restored/sub/empty")).isEmptyFile();
        assertThat(work.resolve("restored/skipped")).doesNotExist();
        assertThat(source.resolve("sub").toFile().list()).containsExactlyInAnyOrder("empty", "link", "text");
    }

    @Test
    void quickStartWorksInABucket() throws IOException {
        try (Bucket bucket = new Bucket();
                ObjectStorage storage = Storages.open(bucket.address("quick/start"), bucket.options())) {
            QuickStart.Outcome outcome =
                    QuickStart.run(source(), folder.resolve("work"), Set.of("skipped"), storage, out());

            assertThat(outcome.isOk()).isTrue();
            assertThat(outcome.restored().counts().files()).isEqualTo(4);
        }
    }

    @Test
    void quickStartRefusesToDeleteItsSource() throws IOException {
        Path source = source();

        assertThatThrownBy(() -> QuickStart.run(source, folder, Set.of(), out()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(source.resolve("sub/text")).exists();
    }

    @Test
    void aComparisonFindsEveryDifference() throws IOException {
        Path one = source();
        Path other = folder.resolve("other");
        FolderCopy.copy(one, other, Set.of());
        assertThat(FolderComparison.differences(one, other)).isEmpty();

        Files.writeString(other.resolve("sub/text"), "texT\n", StandardCharsets.UTF_8);
        Files.writeString(other.resolve("more"), "", StandardCharsets.UTF_8);

        assertThat(FolderComparison.differences(one, other))
                .containsExactly("more is in one of them only", "sub/text differs from byte 3");
    }

    @Test
    void aSourceOpensOnlyWhatChanged() throws IOException {
        CustomSource.Outcome outcome = CustomSource.run(folder);

        assertThat(outcome.opened()).containsExactly(100, 0, 1);
        assertThat(outcome.before()).isEqualTo("Dear reader, this is letter 1.");
        assertThat(outcome.after()).isEqualTo("Dear reader, this is another letter.");
    }

    @Test
    void aBackendOfOnesOwnHoldsARepository() throws IOException {
        CustomBackend.Outcome outcome = CustomBackend.run(folder);

        assertThat(outcome.made().status()).isEqualTo(SnapshotStatus.COMPLETE);
        assertThat(outcome.made().counts().files()).isEqualTo(2);
        assertThat(outcome.verified().isOk()).isTrue();
        assertThat(outcome.differences()).isEmpty();
    }

    @Test
    void aDirectoryGoesFromStoreToStore() throws IOException {
        StoreToStoreSync.Outcome outcome = StoreToStoreSync.run(folder, out());

        assertThat(outcome.first().copied()).isEqualTo(2);
        assertThat(outcome.first().bytes()).isEqualTo(120_000);
        assertThat(outcome.second().copied()).isZero();
        assertThat(outcome.second().present()).isEqualTo(1);
        assertThat(outcome.own().manifests()).isEqualTo(1);
        assertThat(outcome.fetched()).isEqualTo(outcome.pushed());
        assertThat(told.toString(StandardCharsets.UTF_8)).contains("2 objects, 120000 bytes");
    }

    @Test
    void aDirectoryGoesFromAFolderToABucket() throws IOException {
        try (Bucket bucket = new Bucket()) {
            StoreToStoreSync.Outcome outcome =
                    StoreToStoreSync.run(folder, bucket.address("stores/one"), bucket.options(), out());

            assertThat(outcome.first().copied()).isEqualTo(2);
            assertThat(outcome.second().copied()).isZero();
            assertThat(outcome.fetched()).isEqualTo(outcome.pushed());
        }
    }

    @Test
    void everyKindOfFailureCanBeTold() throws IOException {
        List<String> lines = HandlingErrors.run(folder);

        assertThat(lines)
                .startsWith(
                        "fail fast: stopped, 0 snapshots visible",
                        "finish then fail: PARTIAL, 1 file in it, left out: [bad]",
                        "best effort: 1 failed: [bad]",
                        "stored with the snapshot: bad");
        assertThat(lines.get(4)).startsWith("missing snapshot: ").contains("2001-01-01-000000-nowhere");
        assertThat(lines.get(5)).startsWith("wrong key: ").doesNotEndWith("opened");
    }

    private Path source() throws IOException {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("sub"));
        Files.createDirectories(source.resolve("skipped"));
        write(source.resolve("skipped/x"), "x");
        write(source.resolve("readme"), "read me\n");
        write(source.resolve("sub/text"), "text\n");
        write(source.resolve("sub/empty"), "");
        Files.createSymbolicLink(source.resolve("sub/link"), Path.of("text"));
        return source;
    }

    /** The time has no nanoseconds: JDK 17 does not copy them. */
    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-01-15T14:30:52Z")));
    }

    private PrintStream out() {
        return new PrintStream(told, true, StandardCharsets.UTF_8);
    }
}
