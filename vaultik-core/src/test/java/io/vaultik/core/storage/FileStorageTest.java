package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.bytes;
import static io.vaultik.core.storage.Bodies.contentOf;
import static io.vaultik.core.storage.Bodies.keysOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStorageTest {
    private static final ObjectKey KEY = ObjectKey.of("a/b/c");
    private static final ObjectBody BODY = ObjectBody.of(new byte[] {1, 2, 3});

    private final Path folder;
    private final Path root;

    FileStorageTest(@TempDir Path folder) {
        this.folder = folder;
        this.root = folder.resolve("root");
    }

    private FileStorage storage() {
        return FileStorage.at(root).withoutFsync();
    }

    @Test
    void keepsEachObjectInTheFileOfItsKey() throws IOException {
        FileStorage storage = FileStorage.at(root);

        storage.put(KEY, BODY, PutMode.CREATE);
        storage.put(KEY, BODY, PutMode.REPLACE);

        assertThat(root.resolve("a/b/c")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(root.resolve(PartFiles.FOLDER)).isEmptyDirectory();
        assertThat(storage.location()).isEqualTo(root.toAbsolutePath().toString());
        assertThat(storage.stat(KEY).orElseThrow().modified())
                .isEqualTo(Files.getLastModifiedTime(root.resolve("a/b/c")).toInstant());
    }

    @Test
    void makesItsRootAtTheFirstPutForItsOwnerOnly() throws IOException {
        Path deep = root.resolve("not/there");
        FileStorage storage = FileStorage.at(deep);

        assertThat(keysOf(storage, "")).isEmpty();
        assertThat(storage.stat(KEY)).isEmpty();
        storage.delete(KEY);
        assertThatThrownBy(() -> storage.open(KEY)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(root).doesNotExist();
        storage.put(KEY, BODY, PutMode.CREATE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
                .isEqualTo("rwx------");
    }

    @Test
    void takesARootThatIsALink() throws IOException {
        Files.createDirectories(folder.resolve("real"));
        Files.createSymbolicLink(root, folder.resolve("real"));

        storage().put(KEY, BODY, PutMode.CREATE);

        assertThat(keysOf(storage(), "a/b")).containsExactly("a/b/c");
        assertThat(folder.resolve("real/a/b/c")).exists();
    }

    @Test
    void neverFollowsALinkedFolder() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("outside/b"));
        Files.write(outside.resolve("c"), new byte[] {9});
        Files.createDirectories(root);
        Files.createSymbolicLink(root.resolve("a"), folder.resolve("outside"));
        FileStorage storage = storage();

        assertThatThrownBy(() -> storage.put(KEY, BODY, PutMode.REPLACE)).isInstanceOf(StorageDeniedException.class);
        assertThatThrownBy(() -> storage.put(ObjectKey.of("a/new"), BODY, PutMode.CREATE))
                .isInstanceOf(StorageDeniedException.class);
        assertThatThrownBy(() -> storage.open(KEY)).isInstanceOf(StorageDeniedException.class);
        assertThatThrownBy(() -> storage.read(KEY, 0, 1)).isInstanceOf(StorageDeniedException.class);
        assertThatThrownBy(() -> storage.stat(KEY)).isInstanceOf(StorageDeniedException.class);
        assertThatThrownBy(() -> storage.delete(KEY)).isInstanceOf(StorageDeniedException.class);
        for (String prefix : List.of("", "a", "a/", "a/b/c")) {
            assertThat(keysOf(storage, prefix)).isEmpty();
        }
        assertThat(outside.resolve("c")).hasBinaryContent(new byte[] {9});
        assertThat(folder.resolve("outside/new")).doesNotExist();
    }

    @Test
    void refusesALinkedFolderOfParts() throws IOException {
        Files.createDirectories(root);
        Files.createSymbolicLink(root.resolve(PartFiles.FOLDER), Files.createDirectory(folder.resolve("outside")));

        assertThatThrownBy(() -> storage().put(KEY, BODY, PutMode.CREATE)).isInstanceOf(StorageException.class);
        assertThat(folder.resolve("outside")).isEmptyDirectory();
    }

    @Test
    void takesALinkForNoObject() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), new byte[] {9});
        Files.createDirectories(root.resolve("a/b"));
        Files.createSymbolicLink(root.resolve("a/b/c"), secret);
        FileStorage storage = storage();

        assertThat(storage.stat(KEY)).isEmpty();
        assertThat(keysOf(storage, "")).isEmpty();
        assertThatThrownBy(() -> storage.open(KEY)).isInstanceOf(ObjectNotFoundException.class);
        storage.delete(KEY);
        for (PutMode mode : PutMode.values()) {
            assertThatThrownBy(() -> storage.put(KEY, BODY, mode)).isExactlyInstanceOf(StorageException.class);
        }
        assertThat(root.resolve("a/b/c")).isSymbolicLink();
        assertThat(secret).hasBinaryContent(new byte[] {9});
    }

    @Test
    void listsOnlyRegularFilesWithNamesOfKeys() throws IOException {
        FileStorage storage = storage();
        storage.put(KEY, BODY, PutMode.CREATE);
        Files.write(root.resolve(PartFiles.FOLDER).resolve("1-1-0.part"), new byte[1]);
        Files.write(root.resolve("a/b/with space"), new byte[1]);
        Files.write(root.resolve("a/b/c#1"), new byte[1]);
        Files.createDirectories(root.resolve("odd,folder/x"));
        Files.write(root.resolve("odd,folder/x/y"), new byte[1]);

        for (String prefix : List.of("", "a", "a/b/c", "a/b/")) {
            assertThat(keysOf(storage, prefix)).containsExactly("a/b/c");
        }
        assertThat(keysOf(storage, "#tmp/")).isEmpty();
        assertThat(keysOf(storage, "odd,folder/")).isEmpty();
    }

    @Test
    void removesThePartsOfDeadProcessesAndNothingElse() throws IOException {
        Path parts = Files.createDirectories(root.resolve(PartFiles.FOLDER));
        Path left = Files.write(parts.resolve("dead-1-0-5.part"), bytes(1_000, 1));
        Path mark = Files.createFile(parts.resolve("dead-1-0.owner"));
        Path unmarked = Files.write(parts.resolve("dead-2-0-6.part"), bytes(1_000, 1));
        Path locked = Files.createFile(parts.resolve("alive-1-0.owner"));
        Path alive = Files.write(parts.resolve("alive-1-0-7.part"), bytes(1_000, 2));
        Path stray = Files.write(parts.resolve("note.txt"), new byte[1]);
        Path linked = Files.createSymbolicLink(parts.resolve("link-1-0.part"), stray);
        FileStorage storage = storage();
        assertThat(keysOf(storage, "")).isEmpty();
        assertThat(left).exists();

        try (FileChannel channel = FileChannel.open(locked, StandardOpenOption.WRITE)) {
            FileLock lock = channel.lock();
            storage.put(KEY, BODY, PutMode.CREATE);
            assertThat(lock.isValid()).isTrue();
        }

        assertThat(List.of(left, mark, unmarked))
                .allSatisfy(gone -> assertThat(gone).doesNotExist());
        assertThat(List.of(locked, alive)).allSatisfy(kept -> assertThat(kept).exists());
        assertThat(stray).exists();
        assertThat(linked).isSymbolicLink();
        assertThat(keysOf(storage, "")).containsExactly("a/b/c");
    }

    @Test
    void refusesAKeyBesideAFolderOfItsName() throws IOException {
        FileStorage storage = storage();
        storage.put(KEY, BODY, PutMode.CREATE);

        for (String key : List.of("a", "a/b", "a/b/c/d", "a/b/c/d/e")) {
            for (PutMode mode : PutMode.values()) {
                assertThatThrownBy(() -> storage.put(ObjectKey.of(key), BODY, mode))
                        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                                .isFalse());
            }
            assertThat(storage.stat(ObjectKey.of(key))).isEmpty();
            assertThatThrownBy(() -> storage.open(ObjectKey.of(key))).isInstanceOf(ObjectNotFoundException.class);
            storage.delete(ObjectKey.of(key));
        }
        assertThat(keysOf(storage, "")).containsExactly("a/b/c");
    }

    @Test
    void refusesASegmentThatNoFileCanHave() throws IOException {
        FileStorage storage = storage();
        ObjectKey longest = ObjectKey.of("a/" + "x".repeat(255) + "/" + "y".repeat(254));
        ObjectKey tooLong = ObjectKey.of("a/" + "x".repeat(256) + "/y");

        storage.put(longest, BODY, PutMode.CREATE);

        assertThatThrownBy(() -> storage.put(tooLong, BODY, PutMode.CREATE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isFalse());
        assertThat(storage.stat(tooLong)).isEmpty();
        assertThatThrownBy(() -> storage.read(tooLong, 0, 0)).isInstanceOf(ObjectNotFoundException.class);
        storage.delete(tooLong);
        assertThat(keysOf(storage, tooLong.value())).isEmpty();
        assertThat(contentOf(storage, longest)).containsExactly(1, 2, 3);
    }

    @Test
    void saysThatTheDiskIsFullAndKeepsWhatIsThere() throws IOException {
        Configuration small = Configuration.unix().toBuilder()
                .setMaxSize(1 << 20)
                .setBlockSize(4_096)
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(small)) {
            FileStorage storage = FileStorage.at(disk.getPath("/root"));
            storage.put(KEY, ObjectBody.of(bytes(600_000, 1)), PutMode.CREATE);

            for (PutMode mode : PutMode.values()) {
                ObjectKey key = mode == PutMode.REPLACE ? KEY : ObjectKey.of("other");
                assertThatThrownBy(() -> storage.put(key, ObjectBody.of(bytes(600_000, 2)), mode))
                        .isInstanceOf(StorageFullException.class);
            }
            assertThat(contentOf(storage, KEY)).isEqualTo(bytes(600_000, 1));
            assertThat(keysOf(storage, "")).containsExactly("a/b/c");
            storage.delete(KEY);
            storage.put(KEY, ObjectBody.of(bytes(600_000, 2)), PutMode.CREATE);
        }
    }

    @Test
    void letsOneOfTwoInstancesCreate() throws IOException {
        storage().put(KEY, BODY, PutMode.CREATE);

        assertThatThrownBy(() -> storage().put(KEY, BODY, PutMode.CREATE)).isInstanceOf(ObjectExistsException.class);
    }

    @Test
    void losesARaceThatBeginsAfterTheFirstLook() throws IOException {
        FileStorage storage = storage();
        FileStorage other = storage();
        ObjectBody slow = new ObjectBody() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public InputStream open() throws IOException {
                other.put(KEY, BODY, PutMode.CREATE);
                return new ByteArrayInputStream(new byte[] {9});
            }
        };

        assertThatThrownBy(() -> storage.put(KEY, slow, PutMode.CREATE)).isInstanceOf(ObjectExistsException.class);

        assertThat(contentOf(storage, KEY)).containsExactly(1, 2, 3);
        assertThat(root.resolve(PartFiles.FOLDER)).isEmptyDirectory();
    }

    @Test
    void failsRatherThanEndAStreamEarly() throws IOException {
        FileStorage storage = storage();
        storage.put(KEY, ObjectBody.of(bytes(10_000, 1)), PutMode.CREATE);

        try (ObjectContent content = storage.open(KEY)) {
            assertThat(content.stream().readNBytes(100)).hasSize(100);
            Files.write(root.resolve("a/b/c"), bytes(5_000, 1));
            assertThatThrownBy(() -> content.stream().readAllBytes())
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                            .isFalse());
        }
    }

    @Test
    void keepsTheInterruptFlagWhenAReadIsInterrupted() throws IOException {
        FileStorage storage = storage();
        storage.put(KEY, BODY, PutMode.CREATE);
        try (ObjectContent content = storage.open(KEY)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> content.stream().read())
                    .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.retryable())
                            .isFalse());
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void survivesThatItsEmptyFoldersAreRemovedByOthers() throws IOException {
        FileStorage storage = FileStorage.at(root);
        storage.put(KEY, BODY, PutMode.CREATE);
        storage.delete(KEY);
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }

        storage.put(KEY, BODY, PutMode.CREATE);

        assertThat(keysOf(storage, "")).containsExactly("a/b/c");
    }

    @Test
    void storesManyTogether() throws IOException {
        Path many = folder.resolve("many");
        FileStorage storage = FileStorage.at(many);
        Map<ObjectKey, ObjectBody> objects = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            objects.put(ObjectKey.of("a" + i % 7 + "/b" + i % 3 + "/" + i), ObjectBody.of(new byte[i]));
        }
        storage.putAll(objects);
        storage.putAll(objects);
        storage.putAll(Map.of());
        for (ObjectKey key : objects.keySet()) {
            assertThat(storage.stat(key).orElseThrow().length())
                    .isEqualTo(objects.get(key).length());
        }
        assertThat(many.resolve("#tmp")).isEmptyDirectory();
    }

    @Test
    void oneThatCannotBeStoredLeavesNothingHalfWritten() throws IOException {
        Path many = folder.resolve("many");
        FileStorage storage = FileStorage.at(many);
        storage.put(ObjectKey.of("x"), ObjectBody.of(new byte[1]), PutMode.CREATE);
        Map<ObjectKey, ObjectBody> objects = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            objects.put(ObjectKey.of("y/" + i), ObjectBody.of(new byte[i]));
        }
        objects.put(ObjectKey.of("x/y"), ObjectBody.of(new byte[3]));
        assertThatThrownBy(() -> storage.putAll(objects))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("x/y");
        assertThat(many.resolve("#tmp")).isEmptyDirectory();
        assertThat(storage.stat(ObjectKey.of("x")).orElseThrow().length()).isEqualTo(1);
    }

    @Test
    void refusesOneOfManyWhoseWayOrPlaceIsNoObjects() throws IOException {
        Path many = folder.resolve("many");
        FileStorage storage = FileStorage.at(many);
        storage.put(ObjectKey.of("a/b"), ObjectBody.of(new byte[1]), PutMode.CREATE);
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(many.resolve("link"), outside);
        Files.createSymbolicLink(many.resolve("a/l"), outside.resolve("x"));
        for (String key : List.of("link/x", "link/x/y", "a/l", "a", "a/b/c", "s".repeat(256), "a/" + "s".repeat(256))) {
            assertThatThrownBy(() -> storage.putAll(Map.of(ObjectKey.of(key), ObjectBody.of(new byte[2]))))
                    .as(key)
                    .isInstanceOf(StorageException.class);
        }
        assertThatThrownBy(() -> storage.putAll(Map.of(ObjectKey.of("link/x"), ObjectBody.of(new byte[2]))))
                .isInstanceOf(StorageDeniedException.class);
        assertThat(outside).isEmptyDirectory();
        assertThat(many.resolve("#tmp")).isEmptyDirectory();
        assertThat(storage.stat(ObjectKey.of("a/b")).orElseThrow().length()).isEqualTo(1);
    }

    @Test
    void syncsBytesBeforeNamesAndNamesBeforeItReturns() throws IOException {
        Path many = folder.resolve("many");
        List<String> order = new ArrayList<>();
        FileStorage storage = FileStorage.at(many, new FileSync() {
            @Override
            public void file(java.nio.channels.FileChannel channel) throws IOException {
                order.add("file");
                assertThat(many.resolve("d/0")).doesNotExist();
            }

            @Override
            public void folder(Path folder) {
                order.add(folder.getFileName().toString());
            }
        });
        storage.putAll(Map.of(
                ObjectKey.of("d/0"), ObjectBody.of(new byte[1]), ObjectKey.of("d/1"), ObjectBody.of(new byte[2])));
        int files = order.indexOf("file");
        assertThat(order.subList(files, order.size())).containsExactly("file", "file", "many", "d");
    }
}
