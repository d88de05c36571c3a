package io.vaultik.core.internal.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.core.internal.TreeRemoval;
import io.vaultik.fault.CancelledException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirectoryWalkerTest {
    private Path root;

    @BeforeEach
    void inAFolder(@TempDir Path folder) {
        root = folder;
    }

    private final CollectedErrors errors = new CollectedErrors();
    private final List<SourceEntry> entries = new ArrayList<>();

    static List<Posix> both() {
        return List.of(new NativePosix(), new PlainPosix());
    }

    private List<String> walk(Posix posix, Path from, WalkOptions options) throws IOException {
        entries.clear();
        DirectoryWalker.walk(posix, from, options, errors, entries::add);
        return entries.stream().map(entry -> entry.path().toString()).toList();
    }

    private SourceEntry entry(String path) {
        return entries.stream()
                .filter(entry -> entry.path().toString().equals(path))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("both")
    void walksInTheOrderOfASnapshot(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("a/b/c"));
        Files.createDirectories(root.resolve("z"));
        for (String name : List.of("a-b", "a.b", "a/b.txt", "a/b/c/d", "A", "~", "b", "z/1", "z/10", "z/2")) {
            Files.createFile(root.resolve(name));
        }
        List<String> paths = walk(posix, root, WalkOptions.ALL);
        assertThat(paths)
                .containsExactly(
                        "", "A", "a", "a/b", "a/b/c", "a/b/c/d", "a/b.txt", "a-b", "a.b", "b", "z", "z/1", "z/10",
                        "z/2", "~");
        assertThat(entries.stream().map(SourceEntry::path).sorted().toList())
                .isEqualTo(entries.stream().map(SourceEntry::path).toList());
        assertThat(errors.failed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void saysWhatTheFileSystemSays(Posix posix) throws IOException {
        Path file = Files.writeString(root.resolve("f"), "hello");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-x--x"));
        Files.createLink(root.resolve("g"), file);
        Files.createSymbolicLink(root.resolve("link"), Path.of("no/where"));
        Map<String, Object> truth = Files.readAttributes(file, "unix:*");
        walk(posix, root, WalkOptions.ALL);

        SourceEntry entry = entry("f");
        assertThat(entry.kind()).isEqualTo(EntryKind.FILE);
        assertThat(entry.size()).isEqualTo(5);
        assertThat(entry.attributes().mode()).hasValue(0651);
        assertThat(entry.attributes().uid()).hasValue(number(truth, "uid"));
        assertThat(entry.attributes().gid()).hasValue(number(truth, "gid"));
        assertThat(entry.attributes().modified())
                .contains(Files.getLastModifiedTime(file).toInstant());
        assertThat(entry.inode()).hasValue(number(truth, "ino"));
        assertThat(entry.changed()).isPresent();
        assertThat(entry.attributes().sparse()).isFalse();
        assertThat(entry.hardLinkId()).isPresent().isEqualTo(entry("g").hardLinkId());
        assertThat(entry("link").kind()).isEqualTo(EntryKind.SYMLINK);
        assertThat(entry("link").size()).isZero();
        assertThat(entry("link").attributes().linkTarget()).hasValue(Host.bytes("no/where"));
        assertThat(entry("link").hardLinkId()).isEmpty();
        assertThat(entry("").kind()).isEqualTo(EntryKind.DIRECTORY);
        assertThat(entry("").hardLinkId()).isEmpty();
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number number ? number.longValue() : -1;
    }

    @Test
    void namesTheOwners() throws IOException {
        Files.createFile(root.resolve("f"));
        walk(new NativePosix(), root, WalkOptions.ALL);
        String owner = Files.getOwner(root.resolve("f")).getName();
        assertThat(entry("f")
                        .attributes()
                        .user()
                        .orElse(Long.toString(entry("f").attributes().uid().orElseThrow())))
                .isEqualTo(owner);
        assertThat(new NativePosix().userName(0)).isEqualTo("root");
        assertThat(new NativePosix().groupName(4_000_000_001L)).isNull();
    }

    @Test
    void keepsNamesAndTargetsThatAreNotText() throws IOException {
        try (OpenDirectory directory = Host.open(root)) {
            directory.createFile(Host.latin("caf\u00e9")).close();
            directory.makeSymlink(Host.latin("l\u00ff"), Host.latin("\u00fe/x"));
            directory.makeDirectory(Host.latin("d\u00e9"), 0700);
        }
        walk(new NativePosix(), root, WalkOptions.ALL);
        assertThat(entries.stream().map(entry -> entry.path().bytes()))
                .containsExactly(Host.latin(""), Host.latin("caf\u00e9"), Host.latin("d\u00e9"), Host.latin("l\u00ff"));
        assertThat(entries.get(3).attributes().linkTarget()).hasValue(Host.latin("\u00fe/x"));
        assertThat(PathText.of(entries.get(1).path())).isEqualTo("caf%e9");
    }

    @ParameterizedTest
    @MethodSource("both")
    void readsDirectoriesThatTakeManyCalls(Posix posix) throws IOException {
        int files = 5_000;
        try (OpenDirectory directory = Host.open(root)) {
            for (int i = 0; i < files; i++) {
                directory.createFile(Host.bytes("a-rather-long-name-" + i)).close();
            }
        }
        walk(posix, root, WalkOptions.ALL);
        assertThat(entries).hasSize(files + 1);
        assertThat(entries.stream().map(SourceEntry::path).sorted().distinct().toList())
                .isEqualTo(entries.stream().map(SourceEntry::path).toList());
    }

    @Test
    void refusesNamesThatAreTooLong() throws IOException {
        try (OpenDirectory directory = Host.open(root)) {
            for (int length : new int[] {256, 5_000, 60_000}) {
                assertThatThrownBy(() -> directory.stat(Host.bytes("n".repeat(length))))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("too long");
            }
        }
    }

    @Test
    void knowsSpecialFilesAndSkipsSockets() throws IOException {
        try (OpenDirectory directory = Host.open(root);
                ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            assertThat(directory.makeSpecial(Host.bytes("fifo"), EntryKind.FIFO, 0))
                    .isTrue();
            boolean made = directory.makeSpecial(Host.bytes("dev"), EntryKind.CHARACTER_DEVICE, 1L << 32 | 0x1234);
            assertThat(made).isEqualTo(Host.mayMakeDevices());
            walk(new NativePosix(), root, WalkOptions.ALL);
            assertThat(entry("fifo").kind()).isEqualTo(EntryKind.FIFO);
            if (made) {
                assertThat(entry("dev").kind()).isEqualTo(EntryKind.CHARACTER_DEVICE);
                assertThat(entry("dev").attributes().device()).hasValue(1L << 32 | 0x1234);
                walk(new PlainPosix(), root, WalkOptions.ALL);
                assertThat(entry("dev").attributes().device()).hasValue(1L << 32 | 0x1234);
            }
        }
        assertThat(errors.skipped).contains("socket: socket");
        assertThat(errors.failed).isEmpty();
    }

    @Test
    void seesHolesAndExtendedAttributes() throws IOException {
        byte[] acl = {
            2, 0, 0, 0, 1, 0, 6, 0, -1, -1, -1, -1, 2, 0, 4, 0, 1, 0, 0, 0, 4, 0, 4, 0, -1, -1, -1, -1, 16, 0, 4, 0, -1,
            -1, -1, -1, 32, 0, 0, 0, -1, -1, -1, -1
        };
        try (OpenDirectory directory = Host.open(root);
                OpenFile file = directory.createFile(Host.bytes("f"))) {
            file.truncate(1 << 20);
            assertThat(file.setXattr("user.note", new byte[] {1, 0, 2})).isTrue();
            assertThat(file.setXattr("user.empty", new byte[0])).isTrue();
            assertThat(file.setXattr("system.posix_acl_access", acl)).isTrue();
            assertThat(file.setXattr("trusted.x", new byte[] {7})).isEqualTo(Host.mayUseTrusted());
        }
        walk(new NativePosix(), root, WalkOptions.ALL);
        assertThat(entry("f").attributes().sparse()).isTrue();
        Map<String, byte[]> xattrs = entry("f").attributes().xattrs();
        assertThat(xattrs).containsEntry("user.note", new byte[] {1, 0, 2}).containsEntry("user.empty", new byte[0]);
        assertThat(xattrs).containsEntry("system.posix_acl_access", acl);
        assertThat(xattrs.containsKey("trusted.x")).isEqualTo(Host.mayUseTrusted());
        assertThat(entry("").attributes().xattrs()).isEmpty();
        assertThat(errors.alerts).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void leavesOutWhatIsExcluded(Posix posix) throws IOException {
        Files.createDirectories(root.resolve("keep/drop/below"));
        Files.createFile(root.resolve("keep/a.tmp"));
        Files.createFile(root.resolve("keep/a.txt"));
        List<String> asked = new ArrayList<>();
        PathFilter filter = (path, directory) -> {
            asked.add(path + (directory ? "/" : ""));
            return path.toString().endsWith("drop") || path.toString().endsWith(".tmp");
        };
        assertThat(walk(posix, root, WalkOptions.ALL.excluding(filter))).containsExactly("", "keep", "keep/a.txt");
        assertThat(asked).containsExactly("keep/", "keep/a.tmp", "keep/a.txt", "keep/drop/");
    }

    @ParameterizedTest
    @MethodSource("both")
    void keepsOfATaggedCacheTheTagOnly(Posix posix) throws IOException {
        for (String name : List.of("cache", "fake", "short")) {
            Files.createDirectories(root.resolve(name).resolve("sub"));
            Files.createFile(root.resolve(name).resolve("data"));
        }
        String signature = "Signature: 8a477f597d28d172789f06886806bc55";
        Files.writeString(root.resolve("cache/CACHEDIR.TAG"), signature + "\n# a comment");
        Files.writeString(root.resolve("fake/CACHEDIR.TAG"), "Signature: none of that kind, although long enough");
        Files.writeString(root.resolve("short/CACHEDIR.TAG"), signature.substring(0, 42));
        assertThat(walk(posix, root, WalkOptions.ALL.cacheTags(true)))
                .containsExactly(
                        "",
                        "cache",
                        "cache/CACHEDIR.TAG",
                        "fake",
                        "fake/CACHEDIR.TAG",
                        "fake/data",
                        "fake/sub",
                        "short",
                        "short/CACHEDIR.TAG",
                        "short/data",
                        "short/sub");
        assertThat(walk(posix, root, WalkOptions.ALL)).contains("cache/data", "cache/sub");
    }

    @Test
    void staysOnOneFileSystem() throws IOException {
        PathFilter terminalsOnly = (path, directory) -> !path.toString().matches("pts(/ptmx)?");
        WalkOptions options = WalkOptions.ALL.excluding(terminalsOnly);
        Path devices = Path.of("/dev");
        assertThat(walk(new NativePosix(), devices, options)).containsExactly("", "pts", "pts/ptmx");
        assertThat(walk(new NativePosix(), devices, options.oneFileSystem(true)))
                .containsExactly("", "pts");
    }

    @ParameterizedTest
    @MethodSource("both")
    void reportsADirectoryThatCannotBeRead(Posix posix) throws IOException {
        Path closed = Files.createDirectory(root.resolve("closed"));
        Files.createFile(closed.resolve("f"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Files.createFile(root.resolve("other"));
        List<String> paths = walk(posix, root, WalkOptions.ALL);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        if (Host.mayReadEverything()) {
            assertThat(paths).containsExactly("", "closed", "closed/f", "other");
        } else {
            assertThat(paths).containsExactly("", "other");
            assertThat(errors.failed).containsExactly("closed: AccessDeniedException");
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void skipsWhatVanishes(Posix posix) throws IOException {
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        Files.createDirectory(root.resolve("c"));
        DirectoryWalker.walk(posix, root, WalkOptions.ALL, errors, entry -> {
            Files.deleteIfExists(root.resolve("b"));
            Files.deleteIfExists(root.resolve("c"));
        });
        assertThat(errors.skipped).containsExactly("b: vanished", "c: vanished");
        assertThat(errors.failed).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void isNotLedOutByADirectoryThatBecomesALink(Posix posix) throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.createFile(outside.resolve("secret"));
        Path inside = Files.createDirectories(root.resolve("inside"));
        Files.createDirectories(inside.resolve("d/e"));
        // The filter is asked between the look at an entry and the opening of it.
        PathFilter swap = (path, directory) -> {
            swapForLink(inside.resolve("d"), outside);
            return false;
        };
        List<String> paths = walk(posix, inside, WalkOptions.ALL.excluding(swap));
        assertThat(paths).containsExactly("");
        assertThat(errors.failed).containsExactly("d: UnsafePathException");
    }

    private static void swapForLink(Path directory, Path target) {
        try {
            Files.move(directory, directory.resolveSibling("moved-away-" + System.identityHashCode(directory)));
            Files.createSymbolicLink(directory, target);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("both")
    void walksDeeperThanItHoldsDirectoriesOpen(Posix posix) throws IOException {
        StringBuilder deep = new StringBuilder("d");
        List<String> expected = new ArrayList<>(List.of("", "d"));
        for (int i = 0; i < 300; i++) {
            deep.append("/d");
            expected.add(deep.toString());
        }
        Files.createDirectories(root.resolve(deep.toString()));
        for (int i = 301; i > 0; i--) {
            String sibling = "d/".repeat(i - 1) + "e";
            Files.createFile(root.resolve(sibling));
            expected.add(sibling);
        }
        assertThat(walk(posix, root, WalkOptions.ALL)).isEqualTo(expected);
        assertThat(errors.failed).isEmpty();
    }

    @Test
    void findsItsWayBackWhenADeepDirectoryIsMoved() throws IOException {
        Path deep = root.resolve("d/".repeat(200));
        Files.createDirectories(deep);
        Files.createFile(root.resolve("z"));
        Files.createFile(root.resolve("d/z"));
        Files.createFile(root.resolve("d/".repeat(10) + "z"));
        Path moved = root.resolveSibling(root.getFileName() + "-moved");
        DirectoryWalker.walk(new NativePosix(), root, WalkOptions.ALL, errors, entry -> {
            entries.add(entry);
            if (entry.path().depth() == 200) {
                Files.move(root.resolve("d/".repeat(30)), moved);
            }
        });
        assertThat(entries.stream().map(entry -> entry.path().toString()))
                .hasSize(204)
                .contains("z", "d/z", "d/".repeat(10) + "z");
        new TreeRemoval(moved).run();
    }

    @ParameterizedTest
    @MethodSource("both")
    void takesASingleFileForADirectoryThatHoldsIt(Posix posix) throws IOException {
        Path file = Files.writeString(root.resolve("f"), "12345");
        Path link = Files.createSymbolicLink(root.resolve("l"), file);
        assertThat(walk(posix, file, WalkOptions.ALL)).containsExactly("", "f");
        assertThat(entry("f").size()).isEqualTo(5);
        assertThat(entry("").attributes().mode()).isEmpty();
        assertThat(walk(posix, link, WalkOptions.ALL)).containsExactly("", "l");
        assertThat(entry("l").kind()).isEqualTo(EntryKind.FILE);
    }

    @ParameterizedTest
    @MethodSource("both")
    void followsALinkAtTheRootOnly(Posix posix) throws IOException {
        Path real = Files.createDirectory(root.resolve("real"));
        Files.createSymbolicLink(real.resolve("loop"), real);
        Path link = Files.createSymbolicLink(root.resolve("l"), real);
        assertThat(walk(posix, link, WalkOptions.ALL)).containsExactly("", "loop");
        assertThat(entry("loop").kind()).isEqualTo(EntryKind.SYMLINK);
        assertThatThrownBy(() -> walk(posix, root.resolve("none"), WalkOptions.ALL))
                .isInstanceOf(NotFoundException.class);
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("none"));
        assertThatThrownBy(() -> walk(posix, root.resolve("dangling"), WalkOptions.ALL))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void endsWhenTheThreadIsInterrupted() throws IOException {
        Files.createFile(root.resolve("a"));
        Files.createFile(root.resolve("b"));
        assertThatThrownBy(() -> DirectoryWalker.walk(root, WalkOptions.ALL, errors, entry -> Thread.currentThread()
                        .interrupt()))
                .isInstanceOf(CancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void throwsWhatTheConsumerThrows() throws IOException {
        Files.createFile(root.resolve("a"));
        assertThatThrownBy(() -> DirectoryWalker.walk(root, WalkOptions.ALL, errors, entry -> {
                    throw new IOException("full");
                }))
                .hasMessage("full");
        assertThat(errors.failed).isEmpty();
    }

    @Test
    void leaksNoDescriptors() throws IOException {
        Files.createDirectories(root.resolve("a/b/c"));
        Files.createFile(root.resolve("a/b/f"));
        walk(new NativePosix(), root, WalkOptions.ALL);
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            walk(new NativePosix(), root, WalkOptions.ALL);
            walk(new PlainPosix(), root, WalkOptions.ALL);
        }
        assertThat(descriptors()).isLessThan(before + 40);
    }

    private static long descriptors() throws IOException {
        try (var list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }

    @Test
    void walksAnotherFileSystemOfTheJdkWithAnAlert() throws IOException {
        try (var memory = com.google.common.jimfs.Jimfs.newFileSystem(com.google.common.jimfs.Configuration.unix())) {
            Path other = Files.createDirectories(memory.getPath("/src/d"));
            Files.writeString(other.resolve("f"), "x");
            Files.createSymbolicLink(other.resolve("l"), memory.getPath("f"));
            DirectoryWalker.walk(memory.getPath("/src"), WalkOptions.ALL, errors, entries::add);
            assertThat(entries.stream().map(SourceEntry::path))
                    .containsExactly(EntryPath.ROOT, EntryPath.of("d"), EntryPath.of("d/f"), EntryPath.of("d/l"));
            assertThat(errors.alerts).containsExactly(Posix.PLAIN_ALERT);
            assertThat(Files.exists(other.resolve("f"), LinkOption.NOFOLLOW_LINKS))
                    .isTrue();
        }
    }
}
