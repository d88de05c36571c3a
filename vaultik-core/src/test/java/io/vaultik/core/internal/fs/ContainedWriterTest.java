package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContainedWriterTest {
    private static final Instant TIME = Instant.parse("2001-02-03T04:05:06.123456789Z");
    private static final EntryAttributes PLAIN =
            EntryAttributes.builder().mode(0640).modified(TIME).build();

    private final List<String> alerts = new ArrayList<>();
    private Path root;

    @BeforeEach
    void inAFolder(@TempDir Path folder) {
        root = folder.resolve("target");
    }

    static List<Posix> both() {
        return List.of(new NativePosix(), new PlainPosix());
    }

    private ContainedWriter writer(Posix posix) throws IOException {
        return ContainedWriter.open(posix, root, AttributeOptions.ALL, new Random(7), new Alerts(alerts::add));
    }

    private static EntryPath path(String text) {
        return EntryPath.of(text);
    }

    private static boolean write(ContainedWriter writer, String path, String content, Existing existing)
            throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (ContainedFile file = writer.createFile(path(path))) {
            file.write(0, bytes, 0, bytes.length);
            return file.commit(bytes.length, existing, PLAIN);
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(path -> root.relativize(path).toString())
                    .filter(name -> !name.isEmpty())
                    .sorted()
                    .toList();
        }
    }

    private int mode(String path) throws IOException {
        return (Integer) Files.getAttribute(root.resolve(path), "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    @ParameterizedTest
    @MethodSource("both")
    void writesATree(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            assertThat(writer.rootMade()).isTrue();
            assertThat(writer.makeDirectory(path("d"))).isTrue();
            assertThat(writer.makeDirectory(path("d"))).isFalse();
            assertThat(writer.makeDirectory(path("d/e"))).isTrue();
            assertThat(write(writer, "d/e/f", "hello", Existing.FAIL)).isTrue();
            EntryAttributes link = EntryAttributes.builder()
                    .linkTarget(Host.bytes("../nowhere"))
                    .modified(TIME)
                    .build();
            assertThat(writer.makeSymlink(path("d/l"), Existing.FAIL, link)).isTrue();
            assertThat(writer.makeHardLink(path("d/e/f"), EntryKind.FILE, path("g"), Existing.FAIL))
                    .isTrue();
            for (String directory : List.of("d/e", "d")) {
                writer.finishDirectory(
                        path(directory),
                        EntryAttributes.builder().mode(0551).modified(TIME).build());
            }
            writer.finishDirectory(EntryPath.ROOT, EntryAttributes.none());
        }
        assertThat(Files.readString(root.resolve("d/e/f"))).isEqualTo("hello");
        assertThat(Files.isSameFile(root.resolve("d/e/f"), root.resolve("g"))).isTrue();
        assertThat(Files.readSymbolicLink(root.resolve("d/l"))).isEqualTo(Path.of("../nowhere"));
        assertThat(mode("d/e/f")).isEqualTo(0640);
        assertThat(mode("d/e")).isEqualTo(0551);
        assertThat(mode("")).isEqualTo(0777 & ~CreationMask.read());
        for (String path : List.of("d", "d/e", "d/e/f")) {
            assertThat(Files.getLastModifiedTime(root.resolve(path)).toInstant())
                    .isEqualTo(TIME);
        }
        assertThat(alerts).isEmpty();
        Files.setAttribute(root.resolve("d"), "unix:mode", 0755);
        Files.setAttribute(root.resolve("d/e"), "unix:mode", 0755);
    }

    @Test
    void setsTheTimeOfALinkToTheNanosecond() throws IOException {
        EntryAttributes link = EntryAttributes.builder()
                .linkTarget(Host.latin("\u00ff/dangling"))
                .modified(TIME)
                .build();
        try (ContainedWriter writer = writer(new NativePosix())) {
            writer.makeSymlink(EntryPath.ofBytes(Host.latin("\u00fe")), Existing.FAIL, link);
            SourceEntry entry =
                    writer.stat(EntryPath.ofBytes(Host.latin("\u00fe"))).orElseThrow();
            assertThat(entry.kind()).isEqualTo(EntryKind.SYMLINK);
            assertThat(entry.attributes().modified()).contains(TIME);
            assertThat(entry.attributes().linkTarget()).hasValue(Host.latin("\u00ff/dangling"));
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void keepsADirectoryClosedUntilItIsFinished(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            writer.makeDirectory(path("d"));
            assertThat(mode("d") & 0777).isEqualTo(0700);
            assertThat(mode("") & 0777).isEqualTo(0700);
            writer.finishDirectory(path("d"), EntryAttributes.none());
            assertThat(mode("d")).isEqualTo(0777 & ~CreationMask.read());
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void leavesAnExistingDirectoryAsItIsWhenNothingIsSaid(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("d"));
        Files.setAttribute(root.resolve("d"), "unix:mode", 0700);
        try (ContainedWriter writer = writer(posix)) {
            assertThat(writer.rootMade()).isFalse();
            assertThat(writer.makeDirectory(path("d"))).isFalse();
            writer.finishDirectory(path("d"), EntryAttributes.none());
        }
        assertThat(mode("d")).isEqualTo(0700);
    }

    @ParameterizedTest
    @MethodSource("both")
    void writesIntoDirectoriesThatAreReadOnly(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("d"));
        Files.setAttribute(root.resolve("d"), "unix:mode", 0555);
        try (ContainedWriter writer = writer(posix)) {
            writer.makeDirectory(path("d"));
            write(writer, "d/f", "x", Existing.FAIL);
            writer.finishDirectory(
                    path("d"), EntryAttributes.builder().mode(0555).build());
        }
        assertThat(mode("d")).isEqualTo(0555);
        assertThat(Files.readString(root.resolve("d/f"))).isEqualTo("x");
        Files.setAttribute(root.resolve("d"), "unix:mode", 0755);
    }

    @ParameterizedTest
    @MethodSource("both")
    void followsTheRuleForWhatExists(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("directory"));
        Files.writeString(root.resolve("f"), "old");
        try (ContainedWriter writer = writer(posix)) {
            assertThatThrownBy(() -> write(writer, "f", "new", Existing.FAIL))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThat(write(writer, "f", "new", Existing.KEEP)).isFalse();
            assertThat(Files.readString(root.resolve("f"))).isEqualTo("old");
            assertThat(write(writer, "f", "new", Existing.REPLACE)).isTrue();
            assertThat(Files.readString(root.resolve("f"))).isEqualTo("new");
            for (Existing existing : List.of(Existing.FAIL, Existing.REPLACE)) {
                assertThatThrownBy(() -> write(writer, "directory", "new", existing))
                        .isInstanceOf(FileAlreadyExistsException.class);
            }
            EntryAttributes link =
                    EntryAttributes.builder().linkTarget(Host.bytes("x")).build();
            assertThat(writer.makeSymlink(path("f"), Existing.KEEP, link)).isFalse();
            assertThat(writer.makeSymlink(path("f"), Existing.REPLACE, link)).isTrue();
            assertThat(write(writer, "f", "again", Existing.REPLACE)).isTrue();
        }
        assertThat(Files.readString(root.resolve("f"), StandardCharsets.UTF_8)).isEqualTo("again");
        assertThat(left()).containsExactly("directory", "f");
    }

    @ParameterizedTest
    @MethodSource("both")
    void replacesAHardLinkByItself(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            write(writer, "a", "x", Existing.FAIL);
            assertThat(writer.makeHardLink(path("a"), EntryKind.FILE, path("b"), Existing.FAIL))
                    .isTrue();
            assertThat(writer.makeHardLink(path("a"), EntryKind.FILE, path("b"), Existing.REPLACE))
                    .isTrue();
            assertThat(writer.makeHardLink(path("a"), EntryKind.FILE, path("b"), Existing.KEEP))
                    .isFalse();
            assertThatThrownBy(() -> writer.makeHardLink(path("none"), EntryKind.FILE, path("c"), Existing.FAIL))
                    .isInstanceOf(NoSuchFileException.class);
        }
        assertThat(left()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @MethodSource("both")
    void leavesNothingOfAnAbortedFile(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            ContainedFile file = writer.createFile(path("f"));
            file.write(0, new byte[100], 0, 100);
            assertThat(left()).singleElement().satisfies(name -> assertThat(
                            ContainedWriter.isTemporary(Host.bytes(name)))
                    .isTrue());
            assertThat(mode(left().get(0))).isEqualTo(0600);
            file.abort();
            file.abort();
            assertThat(left()).isEmpty();
            assertThatThrownBy(() -> file.commit(0, Existing.FAIL, PLAIN)).isInstanceOf(IllegalStateException.class);
            assertThat(ContainedWriter.isTemporary(Host.bytes("vaultik.tmp"))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void writesAtAnyPositionAndLeavesHoles(Posix posix) throws IOException {
        int size = 10_000_000;
        byte[] piece = new byte[700_000];
        new Random(3).nextBytes(piece);
        try (ContainedWriter writer = writer(posix);
                ContainedFile file = writer.createFile(path("f"))) {
            file.write(5_000_000, piece, 100, 600_000);
            file.write(1, piece, 0, 10);
            assertThat(file.commit(size, Existing.FAIL, PLAIN)).isTrue();
        }
        byte[] expected = new byte[size];
        System.arraycopy(piece, 100, expected, 5_000_000, 600_000);
        System.arraycopy(piece, 0, expected, 1, 10);
        assertThat(Files.readAllBytes(root.resolve("f"))).isEqualTo(expected);
        List<SourceEntry> entries = new ArrayList<>();
        DirectoryWalker.walk(root, WalkOptions.ALL, new CollectedErrors(), entries::add);
        assertThat(entries.get(1).attributes().sparse()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("both")
    void cutsAFileToItsLength(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix);
                ContainedFile file = writer.createFile(path("f"))) {
            file.write(0, Host.bytes("0123456789"), 0, 10);
            file.commit(4, Existing.FAIL, PLAIN);
        }
        assertThat(Files.readString(root.resolve("f"))).isEqualTo("0123");
    }

    @ParameterizedTest
    @MethodSource("both")
    void takesFilesFromManyThreadsInMoreDirectoriesThanItHoldsOpen(Posix posix) throws Exception {
        int directories = 400;
        ExecutorService lanes = Executors.newFixedThreadPool(4);
        try (ContainedWriter writer = writer(posix)) {
            for (int i = 0; i < directories; i++) {
                writer.makeDirectory(path("d" + i));
                writer.makeDirectory(path("d" + i + "/e"));
            }
            List<Future<Boolean>> written = new ArrayList<>();
            for (int i = 0; i < 4 * directories; i++) {
                String path = "d" + i % directories + "/e/f" + i;
                written.add(lanes.submit(() -> write(writer, path, path, Existing.FAIL)));
            }
            for (Future<Boolean> one : written) {
                assertThat(one.get()).isTrue();
            }
        } finally {
            lanes.shutdown();
        }
        for (int i = 0; i < 4 * directories; i++) {
            String path = "d" + i % directories + "/e/f" + i;
            assertThat(Files.readString(root.resolve(path))).isEqualTo(path);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void tellsWhatIsThere(Posix posix) throws IOException {
        assertThat(ContainedWriter.isEmpty(root)).isTrue();
        try (ContainedWriter writer = writer(posix)) {
            assertThat(ContainedWriter.isEmpty(root)).isTrue();
            write(writer, "f", "12345", Existing.FAIL);
            assertThat(ContainedWriter.isEmpty(root)).isFalse();
            SourceEntry entry = writer.stat(path("f")).orElseThrow();
            assertThat(entry.size()).isEqualTo(5);
            assertThat(entry.attributes().modified()).contains(TIME);
            assertThat(writer.stat(path("none"))).isEmpty();
            assertThat(writer.stat(path("none/below"))).isEmpty();
            assertThat(writer.stat(EntryPath.ROOT).orElseThrow().kind()).isEqualTo(EntryKind.DIRECTORY);
        }
        assertThatThrownBy(() -> ContainedWriter.isEmpty(root.resolve("f"))).isInstanceOf(NotDirectoryException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void removesEntriesAndEmptyDirectories(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            writer.makeDirectory(path("d"));
            write(writer, "d/f", "x", Existing.FAIL);
            assertThatThrownBy(() -> writer.remove(path("d"), true))
                    .isInstanceOf(java.nio.file.DirectoryNotEmptyException.class);
            writer.remove(path("d/f"), false);
            writer.remove(path("d"), true);
            assertThat(left()).isEmpty();
            assertThatThrownBy(() -> writer.remove(path("d/f"), false)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> writer.remove(EntryPath.ROOT, true)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void refusesARootThatIsAFile(Posix posix) throws IOException {
        Files.writeString(root, "x");
        assertThatThrownBy(() -> writer(posix)).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void writesBelowAnotherFileSystemOfTheJdk() throws IOException {
        try (var memory = com.google.common.jimfs.Jimfs.newFileSystem(com.google.common.jimfs.Configuration.unix())) {
            CollectedErrors errors = new CollectedErrors();
            Path target = memory.getPath("/target");
            try (ContainedWriter writer = ContainedWriter.open(target, AttributeOptions.ALL, new Random(1), errors)) {
                writer.makeDirectory(path("d"));
                write(writer, "d/f", "hello", Existing.FAIL);
                write(writer, "d/f", "again", Existing.REPLACE);
                writer.finishDirectory(path("d"), PLAIN);
            }
            assertThat(Files.readString(target.resolve("d/f"))).isEqualTo("again");
            assertThat(errors.alerts).contains(Posix.PLAIN_ALERT);
        }
    }

    @Test
    void leaksNoDescriptors() throws IOException {
        try (ContainedWriter writer = writer(new NativePosix())) {
            write(writer, "f0", "x", Existing.FAIL);
        }
        long before = descriptors();
        for (int i = 0; i < 30; i++) {
            try (ContainedWriter writer = writer(new NativePosix())) {
                writer.makeDirectory(path("d"));
                write(writer, "d/f", "x", Existing.REPLACE);
                write(writer, "d/f", "x", Existing.KEEP);
                writer.createFile(path("d/g")).abort();
                writer.makeSpecial(path("p"), EntryKind.FIFO, Existing.REPLACE, EntryAttributes.none());
                assertThatThrownBy(() -> writer.createFile(path("d/f/x"))).isInstanceOf(NotDirectoryException.class);
            }
        }
        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }
}
