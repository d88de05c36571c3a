package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.UnsafePathException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceContent;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FileOpenerTest {
    private Path root;

    @BeforeEach
    void inAFolder(@TempDir Path folder) {
        root = folder;
    }

    static List<Posix> both() {
        return List.of(new NativePosix(), new PlainPosix());
    }

    private static SourceEntry file(String path) {
        return SourceEntry.builder(EntryPath.of(path), EntryKind.FILE).build();
    }

    private static String text(FileOpener opener, String path) throws IOException {
        try (SourceContent content = opener.open(file(path))) {
            return new String(content.stream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void readsFilesInAnyOrder(Posix posix) throws IOException {
        List<String> paths = List.of("a/b/1", "a/b/2", "a/c", "top", "a/b/3", "d/e/f/g", "a/d");
        for (String path : paths) {
            Files.createDirectories(root.resolve(path).getParent());
            Files.writeString(root.resolve(path), "content of " + path);
        }
        try (FileOpener opener = FileOpener.of(posix, root)) {
            for (String path : paths) {
                assertThat(text(opener, path)).isEqualTo("content of " + path);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void readsLargeFilesByteForByte(Posix posix) throws IOException {
        byte[] bytes = new byte[3_000_017];
        new Random(1).nextBytes(bytes);
        Files.write(root.resolve("f"), bytes);
        SourceContent content;
        try (FileOpener opener = FileOpener.of(posix, root)) {
            content = opener.open(file("f"));
        }
        try (content) {
            assertThat(content.stream().readAllBytes()).isEqualTo(bytes);
            assertThat(content.stream().read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void readsBelowManyDirectories(Posix posix) throws IOException {
        String deep = "d/".repeat(150);
        Files.createDirectories(root.resolve(deep + "x"));
        for (String path : List.of(deep + "f", deep + "x/f", "d/f")) {
            Files.writeString(root.resolve(path), path);
        }
        try (FileOpener opener = FileOpener.of(posix, root)) {
            for (String path : List.of(deep + "f", deep + "x/f", deep + "f", "d/f", deep + "x/f")) {
                assertThat(text(opener, path)).isEqualTo(path);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void doesNotFollowALinkThatReplacedADirectory(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("outside/e"));
        Files.writeString(root.resolve("outside/e/f"), "secret");
        Files.createDirectories(root.resolve("in"));
        Files.createSymbolicLink(root.resolve("in/d"), root.resolve("outside"));
        try (FileOpener opener = FileOpener.of(posix, root.resolve("in"))) {
            assertThatThrownBy(() -> opener.open(file("d/e/f"))).isInstanceOf(UnsafePathException.class);
            Files.delete(root.resolve("in/d"));
            Files.createDirectories(root.resolve("in/d/e"));
            Files.writeString(root.resolve("in/d/e/f"), "own");
            assertThat(text(opener, "d/e/f")).isEqualTo("own");
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void doesNotFollowALinkThatReplacedTheFile(Posix posix) throws IOException {
        Files.writeString(root.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("f"), root.resolve("secret"));
        try (FileOpener opener = FileOpener.of(posix, root)) {
            assertThatThrownBy(() -> opener.open(file("f"))).isInstanceOf(UnsafePathException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void neverBlocksOnAFifo(Posix posix) throws IOException {
        try (OpenDirectory directory = Host.open(root)) {
            directory.makeSpecial(Host.bytes("f"), EntryKind.FIFO, 0);
        }
        Files.createDirectory(root.resolve("d"));
        try (FileOpener opener = FileOpener.of(posix, root)) {
            assertThatThrownBy(() -> opener.open(file("f"))).isInstanceOf(FileSystemException.class);
            assertThatThrownBy(() -> opener.open(file("d"))).isInstanceOf(FileSystemException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void saysThatAFileIsGone(Posix posix) throws IOException {
        try (FileOpener opener = FileOpener.of(posix, root)) {
            assertThatThrownBy(() -> opener.open(file("f"))).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> opener.open(file("d/f"))).isInstanceOf(NoSuchFileException.class);
        }
        assertThatThrownBy(() -> FileOpener.of(posix, root.resolve("none"))).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @MethodSource("both")
    void showsByTheStateThatTheContentChanged(Posix posix) throws IOException {
        Path path = Files.writeString(root.resolve("f"), "12345");
        try (FileOpener opener = FileOpener.of(posix, root);
                SourceContent content = opener.open(file("f"))) {
            Object before = content.state();
            assertThat(content.stream().readAllBytes()).hasSize(5);
            assertThat(content.state()).isEqualTo(before);
            Files.writeString(path, "6", StandardOpenOption.APPEND);
            assertThat(content.state()).isNotEqualTo(before);
        }
    }

    @Test
    void opensTheOneFileOfASource() throws IOException {
        Files.writeString(root.resolve("real"), "x");
        Files.writeString(root.resolve("other"), "y");
        Files.createSymbolicLink(root.resolve("link"), Path.of("real"));
        try (FileOpener opener = FileOpener.of(root.resolve("link"))) {
            assertThat(text(opener, "link")).isEqualTo("x");
            assertThatThrownBy(() -> opener.open(file("other"))).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void conceals() throws IOException {
        try (FileOpener opener = FileOpener.of(root)) {
            assertThatThrownBy(() -> opener.open(file("private-name")))
                    .hasMessageStartingWith("~")
                    .message()
                    .doesNotContain("private");
        }
    }
}
