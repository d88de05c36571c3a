package io.vaultik.core.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.Hashing;
import io.vaultik.core.Manifests;
import io.vaultik.core.internal.TestRandom;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.IncompleteException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.HashAlgorithm;
import io.vaultik.store.ManifestEntry;
import io.vaultik.store.WalkOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestWalkTest {
    private static final FileTime OLD = FileTime.fromMillis(1_700_000_000_000L);

    @TempDir
    Path folder;

    @Test
    void leavesOutLinksThatLeadBack() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.writeString(folder.resolve("a/b/file"), "text");
        Files.createSymbolicLink(folder.resolve("a/b/up"), Path.of(".."));
        Files.createSymbolicLink(folder.resolve("a/b/self"), Path.of("self"));
        Files.createSymbolicLink(folder.resolve("a/root"), folder);
        Files.createSymbolicLink(folder.resolve("beside"), Path.of("a/b"));
        Files.createSymbolicLink(folder.resolve("a/through"), Path.of("b/file/none"));
        // Through the link beside, the way up is no way back, and what is a directory by itself is always walked.
        assertThat(paths(WalkOptions.standard()))
                .containsExactly(
                        "./",
                        "./a/",
                        "./a/b/",
                        "./a/b/file",
                        "./beside/",
                        "./beside/file",
                        "./beside/up/",
                        "./beside/up/b/",
                        "./beside/up/b/file");
        assertThat(paths(WalkOptions.builder().followLinks(false).build()))
                .containsExactly("./", "./a/", "./a/b/", "./a/b/file");
    }

    @Test
    void walksAnythingOnAnyExecutor() throws IOException {
        Random random = TestRandom.seeded("walksAnythingOnAnyExecutor");
        for (int i = 0; i < 300; i++) {
            Path directory = Files.createDirectories(folder.resolve("d" + i % 7 + "/e" + i % 3));
            int length = random.nextInt(10) == 0 ? random.nextInt(400_000) : random.nextInt(9_000);
            Files.write(directory.resolve("f" + i), TestRandom.bytes(i, length));
        }
        Files.write(folder.resolve("large"), TestRandom.bytes(1, 5_000_001));
        DirectoryManifest expected =
                Manifests.of(folder, WalkOptions.builder().parallelism(1).build());
        Executor refusing = task -> {
            throw new RejectedExecutionException("full");
        };
        for (Executor executor : List.<Executor>of(task -> {}, refusing, task -> new Thread(task).start())) {
            WalkOptions options =
                    WalkOptions.builder().executor(executor).parallelism(4).build();
            assertThat(Manifests.of(folder, options).id()).isEqualTo(expected.id());
        }
        for (ManifestEntry entry : expected) {
            if (entry.isFile()) {
                byte[] content = Files.readAllBytes(folder.resolve(entry.path()));
                assertThat(entry.checksum()).isEqualTo(Hashing.digest(content).hex());
                assertThat(entry.size()).isEqualTo(content.length);
            }
        }
    }

    @Test
    void reportsNamesThatCannotStandInAManifest() throws IOException {
        Files.writeString(folder.resolve("line\nfeed"), "1");
        Files.writeString(folder.resolve("return\r"), "2");
        Files.writeString(folder.resolve("inner\rreturn"), "3");
        Files.createDirectory(folder.resolve("directory\r"));
        Files.createDirectory(folder.resolve("bad\ndirectory"));
        Files.writeString(folder.resolve("bad\ndirectory/file"), "4");
        Files.writeString(Path.of(URI.create(folder.toUri() + "latin%E9")), "5");
        Files.writeString(Path.of(URI.create(folder.toUri() + "utf%C3%A9")), "6");
        assertThatThrownBy(() -> Manifests.of(folder, WalkOptions.standard()))
                .isInstanceOfSatisfying(IncompleteException.class, e -> {
                    assertThat(e.errors().failedCount()).isEqualTo(4);
                    assertThat(e.errors().items())
                            .extracting(item -> item.item().name().value())
                            .containsExactlyInAnyOrder("line\nfeed", "return\r", "bad\ndirectory", "latin%e9");
                    assertThat(e.result(DirectoryManifest.class).orElseThrow())
                            .extracting(ManifestEntry::path)
                            .containsExactly("./", "./directory\r/", "./inner\rreturn", "./utf\u00e9");
                });
        WalkOptions failFast =
                WalkOptions.builder().policy(FailurePolicy.FAIL_FAST).build();
        assertThatThrownBy(() -> Manifests.of(folder, failFast)).isInstanceOf(VaultikException.class);
        WalkOptions bestEffort =
                WalkOptions.builder().policy(FailurePolicy.BEST_EFFORT).build();
        assertThat(Manifests.of(folder, bestEffort).entryCount()).isEqualTo(4);
    }

    @Test
    void writesAbsolutePaths() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Files.writeString(folder.resolve("sub/file"), "x");
        assertThat(paths(WalkOptions.builder().absolute(true).build()))
                .containsExactly(folder + "/", folder + "/sub/", folder + "/sub/file");
    }

    @Test
    void leavesOutFoldersOfTheSystemAndLinksWithThem() {
        assertThat(Excludes.of(List.of("%system%"), Path.of("/home/me"), Path.of("/home/me/.cache/vaultik")))
                .satisfies(excludes -> {
                    assertThat(excludes.leavesLinksOut()).isTrue();
                    assertThat(excludes.matches("/proc/1")).isTrue();
                    assertThat(excludes.matches("/proc")).isFalse();
                    assertThat(excludes.matches("/home/me/.cache/x")).isTrue();
                    assertThat(excludes.matches("/data/proc/1")).isFalse();
                });
    }

    @Test
    void refusesWhatIsNoDirectory() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> Manifests.of(folder.resolve("none"), WalkOptions.standard()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Manifests.of(file, WalkOptions.standard())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> WalkOptions.builder()
                        .checksum(HashAlgorithm.MD5)
                        .context("x")
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stopsWhenItIsInterrupted() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Manifests.of(folder, WalkOptions.standard())).isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void takesWhatIsUnchangedFromTheCache() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Path cache = folder.resolve("digests");
        for (int i = 0; i < 100; i++) {
            Files.setLastModifiedTime(Files.writeString(data.resolve("f" + i), "content " + i), OLD);
        }
        WalkOptions options = WalkOptions.builder().digestCache(cache).build();
        DirectoryManifest first = Manifests.of(data, options);
        assertThat(first.id())
                .isEqualTo(Manifests.of(data, WalkOptions.standard()).id());
        // What has length, time and inode of before is taken for what it was, which shows that it is not read.
        Files.setLastModifiedTime(Files.writeString(data.resolve("f7"), "CONTENT 7"), OLD);
        assertThat(Manifests.of(data, options).id()).isEqualTo(first.id());
        Files.writeString(data.resolve("f7"), "CONTENT 7");
        DirectoryManifest changed = Manifests.of(data, WalkOptions.standard());
        assertThat(Manifests.of(data, options).id()).isEqualTo(changed.id());
        byte[] bytes = Files.readAllBytes(cache);
        bytes[bytes.length / 2] ^= 1;
        Files.write(cache, bytes);
        assertThat(Manifests.of(data, options).id()).isEqualTo(changed.id());
        WalkOptions keyed =
                WalkOptions.builder().digestCache(cache).context("other").build();
        assertThat(Manifests.of(data, keyed).id())
                .isEqualTo(Manifests.of(
                                data, WalkOptions.builder().context("other").build())
                        .id());
    }

    private List<String> paths(WalkOptions options) throws IOException {
        List<String> paths = new ArrayList<>();
        Manifests.of(folder, options).forEach(entry -> paths.add(entry.path()));
        assertThat(paths)
                .isSortedAccordingTo((a, b) -> java.util.Arrays.compareUnsigned(
                        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        return paths;
    }
}
