package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies outside the root is the same after every attempt to be led there. */
class ContainmentTest {
    private static final EntryAttributes ATTRIBUTES = EntryAttributes.builder()
            .mode(0755)
            .modified(Instant.EPOCH)
            .linkTarget(Host.bytes("../outside"))
            .build();

    private Path root;
    private Path outside;
    private Map<String, String> before;

    @BeforeEach
    void besideSomethingElse(@TempDir Path folder) throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectory(outside.resolve("d"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.writeString(outside.resolve("d/f"), "deep secret");
        before = state(outside);
    }

    @AfterEach
    void nothingOutsideChanged() throws IOException {
        assertThat(state(outside)).isEqualTo(before);
    }

    /** Names, times, modes and content. */
    private static Map<String, String> state(Path directory) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.toList()) {
                Map<String, Object> seen =
                        new TreeMap<>(Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS));
                seen.keySet().retainAll(List.of("mode", "uid", "gid", "size", "lastModifiedTime"));
                String content = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) ? Files.readString(path) : "";
                state.put(directory.relativize(path).toString(), seen + content);
            }
        }
        return state;
    }

    static List<Posix> both() {
        return List.of(new NativePosix(), new PlainPosix());
    }

    private ContainedWriter writer(Posix posix) throws IOException {
        return ContainedWriter.open(posix, root, AttributeOptions.ALL, new Random(7), new Alerts(text -> {}));
    }

    private static void write(ContainedWriter writer, String path, Existing existing) throws IOException {
        try (ContainedFile file = writer.createFile(EntryPath.of(path))) {
            file.write(0, new byte[] {'x'}, 0, 1);
            file.commit(1, existing, ATTRIBUTES);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x", "a/../x", "a/..", "/etc/x", "//x", "a//b", "a/", ".", "a/./b", "x\0y"})
    void hasNoPathThatLeadsUp(String path) {
        assertThatThrownBy(() -> EntryPath.of(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void passesThroughNoLinkThatItMadeItself(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            writer.makeSymlink(EntryPath.of("l"), Existing.FAIL, ATTRIBUTES);
            refusesEverythingBelow(writer, "l");
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void passesThroughNoLinkThatWasThere(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("l"), outside);
        Files.createSymbolicLink(root.resolve("again"), Path.of("l"));
        Files.createSymbolicLink(root.resolve("self"), root);
        try (ContainedWriter writer = writer(posix)) {
            for (String link : List.of("l", "again", "self")) {
                refusesEverythingBelow(writer, link);
            }
            refusesEverythingBelow(writer, "l/d");
        }
    }

    private void refusesEverythingBelow(ContainedWriter writer, String link) {
        EntryPath below = EntryPath.of(link + "/secret");
        assertThatThrownBy(() -> write(writer, link + "/secret", Existing.REPLACE))
                .isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.makeDirectory(EntryPath.of(link + "/d")))
                .isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.finishDirectory(EntryPath.of(link + "/d"), ATTRIBUTES))
                .isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.makeSymlink(below, Existing.REPLACE, ATTRIBUTES))
                .isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.makeSpecial(below, EntryKind.FIFO, Existing.REPLACE, ATTRIBUTES))
                .isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.makeHardLink(below, EntryKind.FILE, EntryPath.of("h"), Existing.REPLACE))
                .isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.remove(below, false)).isInstanceOf(UnsafePathException.class);
        assertThatThrownBy(() -> writer.stat(below)).isInstanceOf(UnsafePathException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void takesNoLinkForADirectory(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("l"), outside);
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("none"));
        try (ContainedWriter writer = writer(posix)) {
            for (String link : List.of("l", "dangling")) {
                assertThatThrownBy(() -> writer.makeDirectory(EntryPath.of(link)))
                        .isInstanceOf(UnsafePathException.class);
                assertThatThrownBy(() -> writer.finishDirectory(EntryPath.of(link), ATTRIBUTES))
                        .isInstanceOf(UnsafePathException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void writesThroughNoLinkAtThePlaceOfAFile(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("l"), outside.resolve("secret"));
        Files.createSymbolicLink(root.resolve("dangling"), outside.resolve("new"));
        Files.createSymbolicLink(root.resolve("directory"), outside.resolve("d"));
        try (ContainedWriter writer = writer(posix)) {
            for (String link : List.of("l", "dangling", "directory")) {
                assertThatThrownBy(() -> write(writer, link, Existing.FAIL))
                        .isInstanceOf(FileAlreadyExistsException.class);
                write(writer, link, Existing.KEEP);
                assertThat(Files.isSymbolicLink(root.resolve(link))).isTrue();
                write(writer, link, Existing.REPLACE);
                assertThat(Files.isRegularFile(root.resolve(link), LinkOption.NOFOLLOW_LINKS))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void writesThroughNoHardLinkThatLeadsOut(Posix posix) throws IOException {
        Files.createLink(root.resolve("h"), outside.resolve("secret"));
        try (ContainedWriter writer = writer(posix)) {
            write(writer, "h", Existing.REPLACE);
        }
        assertThat(Files.readString(root.resolve("h"))).isEqualTo("x");
    }

    @ParameterizedTest
    @MethodSource("both")
    void makesNoHardLinkOfALink(Posix posix) throws IOException {
        Files.createSymbolicLink(root.resolve("l"), outside.resolve("secret"));
        try (ContainedWriter writer = writer(posix)) {
            assertThatThrownBy(() ->
                            writer.makeHardLink(EntryPath.of("l"), EntryKind.FILE, EntryPath.of("h"), Existing.REPLACE))
                    .isInstanceOf(UnsafePathException.class);
            assertThatThrownBy(() -> writer.makeHardLink(
                            EntryPath.of("l"), EntryKind.DIRECTORY, EntryPath.of("h"), Existing.REPLACE))
                    .isInstanceOf(UnsafePathException.class);
        }
        assertThat(root.resolve("h")).doesNotExist();
    }

    @ParameterizedTest
    @MethodSource("both")
    void staysInsideWhenADirectoryIsSwappedForALink(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix)) {
            writer.makeDirectory(EntryPath.of("d"));
            writer.makeDirectory(EntryPath.of("d/d"));
            ContainedFile begun = writer.createFile(EntryPath.of("d/begun"));
            Files.move(root.resolve("d"), root.resolve("moved"));
            Files.createSymbolicLink(root.resolve("d"), outside);
            List<String> refused = new ArrayList<>();
            attempt(refused, () -> write(writer, "d/f", Existing.REPLACE));
            attempt(refused, () -> write(writer, "d/secret", Existing.REPLACE));
            attempt(refused, () -> write(writer, "d/d/f", Existing.REPLACE));
            attempt(refused, () -> writer.makeDirectory(EntryPath.of("d/new")));
            attempt(refused, () -> writer.makeSymlink(EntryPath.of("d/l"), Existing.REPLACE, ATTRIBUTES));
            attempt(refused, () -> writer.finishDirectory(EntryPath.of("d/d"), ATTRIBUTES));
            attempt(refused, () -> writer.finishDirectory(EntryPath.of("d"), ATTRIBUTES));
            attempt(refused, () -> begun.commit(0, Existing.REPLACE, ATTRIBUTES));
            assertThat(refused).allMatch(name -> name.equals("UnsafePathException"));
            // Once the handles are gone, the link is what is found.
            assertThatThrownBy(() -> writer.finishDirectory(EntryPath.of("d"), ATTRIBUTES))
                    .isInstanceOf(UnsafePathException.class);
        } catch (UnsafePathException e) {
            assertThat(posix).isInstanceOf(PlainPosix.class);
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static void attempt(List<String> refused, Attempt attempt) throws IOException {
        try {
            attempt.run();
        } catch (UnsafePathException e) {
            refused.add(e.getClass().getSimpleName());
        }
    }

    @Test
    void staysInsideWhileAnotherThreadSwapsDirectoriesForLinks() throws Exception {
        Path d = Files.createDirectory(root.resolve("d"));
        Path aside = root.resolve("aside");
        AtomicBoolean stop = new AtomicBoolean();
        Thread attacker = new Thread(() -> swapUntil(stop, d, aside));
        attacker.start();
        int refused = 0;
        try {
            for (int i = 0; i < 300; i++) {
                try (ContainedWriter writer = writer(new NativePosix())) {
                    write(writer, "d/f", Existing.REPLACE);
                    writer.makeSymlink(EntryPath.of("d/l"), Existing.REPLACE, ATTRIBUTES);
                    writer.finishDirectory(EntryPath.of("d"), open());
                } catch (UnsafePathException | java.nio.file.NoSuchFileException e) {
                    refused++;
                }
            }
        } finally {
            stop.set(true);
            attacker.join();
        }
        assertThat(refused).isBetween(0, 300);
    }

    private static EntryAttributes open() {
        return EntryAttributes.builder().mode(0777).build();
    }

    private void swapUntil(AtomicBoolean stop, Path directory, Path aside) {
        try {
            while (!stop.get()) {
                Files.move(directory, aside);
                Files.createSymbolicLink(directory, outside);
                Files.delete(directory);
                Files.move(aside, directory);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void givesItsAttributesToNothingElse(Posix posix) throws IOException {
        try (ContainedWriter writer = writer(posix);
                ContainedFile file = writer.createFile(EntryPath.of("f"))) {
            Path temporary;
            try (Stream<Path> list = Files.list(root)) {
                temporary = list.findFirst().orElseThrow();
            }
            Files.delete(temporary);
            if (posix instanceof NativePosix) {
                Files.createLink(temporary, outside.resolve("secret"));
                file.commit(0, Existing.REPLACE, open());
                Files.delete(root.resolve("f"));
            } else {
                assertThatThrownBy(() -> file.commit(0, Existing.REPLACE, open()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void replacesNoDirectoryByAnythingElse(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("d/e"));
        try (ContainedWriter writer = writer(posix)) {
            write(writer, "f", Existing.FAIL);
            for (Existing existing : List.of(Existing.FAIL, Existing.REPLACE)) {
                assertThatThrownBy(() -> write(writer, "d", existing)).isInstanceOf(FileAlreadyExistsException.class);
                assertThatThrownBy(() -> writer.makeSymlink(EntryPath.of("d"), existing, ATTRIBUTES))
                        .isInstanceOf(FileAlreadyExistsException.class);
                assertThatThrownBy(() ->
                                writer.makeHardLink(EntryPath.of("f"), EntryKind.FILE, EntryPath.of("d"), existing))
                        .isInstanceOf(FileAlreadyExistsException.class);
            }
        }
        assertThat(root.resolve("d/e")).isDirectory();
        try (Stream<Path> list = Files.list(root)) {
            assertThat(list).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void takesNoFileForADirectory(Posix posix) throws IOException {
        Files.writeString(root.resolve("f"), "x");
        try (OpenDirectory directory = Host.open(root)) {
            directory.makeSpecial(Host.bytes("p"), EntryKind.FIFO, 0);
        }
        try (ContainedWriter writer = writer(posix)) {
            for (String name : List.of("f", "p")) {
                assertThatThrownBy(() -> writer.makeDirectory(EntryPath.of(name)))
                        .isInstanceOf(FileAlreadyExistsException.class);
                assertThatThrownBy(() -> write(writer, name + "/x", Existing.REPLACE))
                        .isInstanceOf(NotDirectoryException.class);
            }
            write(writer, "p", Existing.REPLACE);
        }
        assertThat(Files.readString(root.resolve("p"))).isEqualTo("x");
    }

    @ParameterizedTest
    @MethodSource("both")
    void followsALinkAtTheRootItself(Posix posix) throws IOException {
        Path link = Files.createSymbolicLink(root.resolveSibling("link"), root);
        try (ContainedWriter writer =
                ContainedWriter.open(posix, link, AttributeOptions.ALL, new Random(1), new Alerts(text -> {}))) {
            write(writer, "f", Existing.FAIL);
        }
        assertThat(Files.readString(root.resolve("f"))).isEqualTo("x");
    }
}
