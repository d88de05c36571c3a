package io.vaultik.core.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.storage.MemoryStorage;
import io.vaultik.fault.FailurePolicy;
import io.vaultik.fault.MalformedException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.Existing;
import io.vaultik.repository.RestoreResult;
import io.vaultik.repository.SnapshotId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a snapshot says, nothing outside the target changes, and every refusal is a typed one. */
class RestoreContainmentTest {
    private Path target;
    private Path outside;
    private Map<String, String> before;
    private RestoreFixture fixture;
    private CraftedSnapshot crafted;

    @BeforeEach
    void besideSomethingElse(@TempDir Path folder) throws IOException {
        target = folder.resolve("target");
        outside = Files.createDirectory(folder.resolve("outside"));
        Files.createDirectory(outside.resolve("d"));
        Files.writeString(outside.resolve("secret"), "secret");
        before = state(outside);
        fixture = new RestoreFixture(folder.resolve("home"), new MemoryStorage(), null);
        crafted = new CraftedSnapshot(fixture);
    }

    @AfterEach
    void nothingOutsideChanged() throws IOException {
        fixture.close();
        assertThat(state(outside)).isEqualTo(before);
    }

    private static Map<String, String> state(Path folder) throws IOException {
        Map<String, String> state = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                String content = Files.isRegularFile(path) ? Files.readString(path) : "";
                state.put(
                        path.toString(),
                        Files.readAttributes(path, "unix:mode,ino,nlink,lastModifiedTime", LinkOption.NOFOLLOW_LINKS)
                                + content);
            }
        }
        return state;
    }

    private RestoreResult restore(SnapshotId id) throws IOException {
        return fixture.restore(id).policy(FailurePolicy.BEST_EFFORT).to(target);
    }

    private static TreeEntry root() {
        return CraftedSnapshot.entry("", EntryKind.DIRECTORY, EntryAttributes.none());
    }

    private static TreeEntry special(String path, EntryKind kind) {
        return CraftedSnapshot.entry(
                path,
                kind,
                EntryAttributes.builder().mode(0666).device(1L << 32 | 3).build());
    }

    /** What stands above an entry that wants to lead out, and what the entry is. */
    static Stream<List<String>> leadsOut() {
        List<List<String>> cases = new ArrayList<>();
        for (String above : List.of("absolute", "parent", "self", "file", "fifo", "hard link", "nothing")) {
            for (String below : List.of("file", "directory", "symlink", "fifo", "device", "hard link")) {
                cases.add(List.of(above, below));
            }
        }
        return cases.stream();
    }

    private TreeEntry above(String name) {
        return switch (name) {
            case "absolute" -> CraftedSnapshot.symlink("m", outside.toString());
            case "parent" -> CraftedSnapshot.symlink("m", "../outside");
            case "self" -> CraftedSnapshot.symlink("m", ".");
            case "file" -> crafted.file("m");
            case "fifo" -> special("m", EntryKind.FIFO);
            case "hard link" -> crafted.file(EntryPath.of("m"), EntryAttributes.none(), EntryPath.of("a"));
            default -> crafted.file("l");
        };
    }

    private TreeEntry below(String name) {
        return switch (name) {
            case "file" -> crafted.file("m/secret");
            case "directory" ->
                CraftedSnapshot.entry(
                        "m/d",
                        EntryKind.DIRECTORY,
                        EntryAttributes.builder().mode(0777).build());
            case "symlink" -> CraftedSnapshot.symlink("m/secret", "elsewhere");
            case "fifo" -> special("m/secret", EntryKind.FIFO);
            case "device" -> special("m/secret", EntryKind.CHARACTER_DEVICE);
            default -> crafted.file(EntryPath.of("m/secret"), EntryAttributes.none(), EntryPath.of("a"));
        };
    }

    @ParameterizedTest
    @MethodSource("leadsOut")
    void refusesWhatLiesBelowSomethingThatIsNoDirectory(List<String> names) throws IOException {
        SnapshotId id = crafted.put(
                List.of(root(), crafted.file("a"), above(names.get(0)), below(names.get(1)), crafted.file("z")));
        RestoreResult result = restore(id);
        assertThat(result.errors().failedCount()).isEqualTo(1);
        assertThat(result.errors().items())
                .anySatisfy(error -> assertThat(error.cause()).isEqualTo("UnsafePathException"));
        assertThat(target.resolve("z")).hasBinaryContent(CraftedSnapshot.CONTENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "l", "d", "z", "b", "p"})
    void linksToNothingButFilesOfItsOwn(String to) throws IOException {
        SnapshotId id = crafted.put(List.of(
                root(),
                CraftedSnapshot.entry("d", EntryKind.DIRECTORY, EntryAttributes.none()),
                CraftedSnapshot.symlink("l", outside.resolve("secret").toString()),
                special("p", EntryKind.FIFO),
                crafted.file(EntryPath.of("q"), EntryAttributes.none(), EntryPath.of(to)),
                crafted.file("z")));
        RestoreResult result = restore(id);
        assertThat(result.errors().failedCount()).isZero();
        assertThat(target.resolve("q")).hasBinaryContent(CraftedSnapshot.CONTENT);
        assertThat(Files.getAttribute(target.resolve("q"), "unix:nlink")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/tmp/x", "a/../../x", "a//b", ".", "..", "a/", "./a", "a\0b", "a/./b"})
    void refusesPathsThatAreNotPlain(String path) throws IOException {
        String base64 = Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8));
        String escaped = path.replace("\0", "\\u0000");
        for (String line : List.of(
                "{\"p\":\"" + escaped + "\",\"k\":\"l\",\"l\":\"x\"}",
                "{\"pb\":\"" + base64 + "\",\"k\":\"l\",\"l\":\"x\"}",
                "{\"p\":\"q\",\"k\":\"f\",\"s\":0,\"h\":\"" + escaped + "\"}",
                "{\"p\":\"q\",\"k\":\"f\",\"s\":0,\"hb\":\"" + base64 + "\"}")) {
            SnapshotId id = crafted.putLines(line);
            assertThatThrownBy(() -> restore(id)).isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void refusesNamesThatComeTwiceOrOutOfOrder() throws IOException {
        for (List<TreeEntry> lines : List.of(
                List.of(root(), crafted.file("a"), CraftedSnapshot.symlink("a", "../outside")),
                List.of(root(), crafted.file("b"), crafted.file("a")))) {
            SnapshotId id = crafted.put(lines);
            assertThatThrownBy(() -> restore(id)).isInstanceOf(MalformedException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "-rf", "a\\b", "con", "a ", " ", "...", "~", "$HOME", ".vaultik-1.tmp", "a\u00e9", "A"})
    void restoresOddNamesAsTheyAre(String name) throws IOException {
        RestoreResult result = restore(crafted.put(List.of(root(), crafted.file(name))));
        assertThat(result.errors().failedCount()).isZero();
        try (Stream<Path> children = Files.list(target)) {
            assertThat(children).singleElement().satisfies(child -> assertThat(child)
                    .hasBinaryContent(CraftedSnapshot.CONTENT));
        }
    }

    @Test
    void reportsNamesThatAreTooLongForTheFileSystem() throws IOException {
        RestoreResult result = restore(crafted.put(List.of(root(), crafted.file("n".repeat(256)), crafted.file("z"))));
        assertThat(result.errors().failedCount()).isEqualTo(1);
        assertThat(target.resolve("z")).exists();
    }

    @Test
    void reportsContentThatHasAnotherLengthThanTheEntry() throws IOException {
        TreeEntry honest = crafted.file("a");
        for (long size : new long[] {0, 6, 8, Long.MAX_VALUE}) {
            TreeEntry lying = new TreeEntry(
                    new Entry(EntryPath.of("a"), EntryKind.FILE, size, EntryAttributes.none(), null, null),
                    honest.chunks(),
                    List.of(),
                    null,
                    null);
            RestoreResult result = fixture.restore(crafted.put(List.of(root(), lying, crafted.file("z"))))
                    .policy(FailurePolicy.BEST_EFFORT)
                    .existing(Existing.REPLACE)
                    .to(target);
            assertThat(result.errors().failedCount()).isEqualTo(1);
            assertThat(target.resolve("a")).doesNotExist();
        }
    }

    @Test
    void replacesALinkInTheTargetAndWritesNothingThroughIt() throws IOException {
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("a"), outside.resolve("secret"));
        Files.createSymbolicLink(target.resolve("d"), outside.resolve("d"));
        SnapshotId id = crafted.put(List.of(
                root(),
                crafted.file("a"),
                CraftedSnapshot.entry(
                        "d",
                        EntryKind.DIRECTORY,
                        EntryAttributes.builder().mode(0777).build()),
                crafted.file("d/f")));
        RestoreResult result = fixture.restore(id)
                .policy(FailurePolicy.BEST_EFFORT)
                .existing(Existing.REPLACE)
                .to(target);
        assertThat(target.resolve("a")).isRegularFile().hasBinaryContent(CraftedSnapshot.CONTENT);
        assertThat(Files.isSymbolicLink(target.resolve("d"))).isTrue();
        assertThat(result.errors().failedCount()).isEqualTo(2);
    }
}
