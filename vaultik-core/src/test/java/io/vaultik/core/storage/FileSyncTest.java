package io.vaultik.core.storage;

import static io.vaultik.core.storage.Bodies.keysOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageFullException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a folder storage makes durable, in which order, and what it does when that fails. */
class FileSyncTest {
    private static final ObjectBody BODY = ObjectBody.of(new byte[] {1, 2, 3});

    private final Path root;
    private final List<String> steps = new ArrayList<>();
    private @Nullable IOException fileFailure;
    private @Nullable IOException folderFailure;

    FileSyncTest(@TempDir Path folder) {
        this.root = folder.resolve("root");
    }

    private final FileSync sync = new FileSync() {
        @Override
        public void file(FileChannel channel) throws IOException {
            steps.add("file of " + channel.size() + " bytes, objects: " + objects());
            if (fileFailure != null) {
                throw fileFailure;
            }
        }

        @Override
        public void folder(Path folder) throws IOException {
            steps.add("folder " + root.relativize(folder) + ", objects: " + objects());
            if (folderFailure != null) {
                throw folderFailure;
            }
        }

        private long objects() throws IOException {
            try (Stream<Path> all = Files.walk(root)) {
                return all.filter(path -> !path.startsWith(root.resolve(PartFiles.FOLDER)))
                        .filter(Files::isRegularFile)
                        .count();
            }
        }
    };

    private FileStorage storage() {
        return FileStorage.at(root, sync);
    }

    @ParameterizedTest
    @EnumSource
    void syncsTheBytesThenTheNewFoldersThenTheName(PutMode mode) throws IOException {
        FileStorage storage = storage();

        storage.put(ObjectKey.of("a/b/c"), BODY, mode);
        storage.put(ObjectKey.of("a/b/d"), BODY, mode);
        storage.put(ObjectKey.of("a/x/y"), BODY, mode);

        assertThat(steps)
                .containsExactly(
                        "folder .., objects: 0",
                        "folder , objects: 0",
                        "file of 3 bytes, objects: 0",
                        "folder , objects: 0",
                        "folder a, objects: 0",
                        "folder a/b, objects: 1",
                        "file of 3 bytes, objects: 1",
                        "folder a/b, objects: 2",
                        "file of 3 bytes, objects: 2",
                        "folder a, objects: 2",
                        "folder a/x, objects: 3");
    }

    @Test
    void syncsAFolderThatSomebodyElseMade() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        FileStorage storage = storage();

        storage.put(ObjectKey.of("a/b/c"), BODY, PutMode.CREATE);

        assertThat(steps).contains("folder , objects: 0", "folder a, objects: 0", "folder a/b, objects: 1");
    }

    @Test
    void syncsAfterDeletesOnceForEachFolder() throws IOException {
        FileStorage storage = storage();
        List<ObjectKey> keys = List.of(ObjectKey.of("a/1"), ObjectKey.of("a/2"), ObjectKey.of("b/1"));
        for (ObjectKey key : keys) {
            storage.put(key, BODY, PutMode.CREATE);
        }
        steps.clear();

        storage.deleteAll(keys);
        storage.deleteAll(keys);

        assertThat(steps).containsExactly("folder a, objects: 0", "folder b, objects: 0");
    }

    @Test
    void storesNothingWhenTheBytesCannotBeMadeDurable() throws IOException {
        List<IOException> failures = List.of(
                new IOException("Input/output error"),
                new AccessDeniedException("x"),
                new FileSystemException("x", null, "No space left on device"));
        List<Class<? extends StorageException>> expected =
                List.of(StorageException.class, StorageDeniedException.class, StorageFullException.class);
        for (int i = 0; i < failures.size(); i++) {
            fileFailure = failures.get(i);
            assertThatThrownBy(() -> storage().put(ObjectKey.of("a/b"), BODY, PutMode.CREATE))
                    .isExactlyInstanceOf(expected.get(i))
                    .hasMessageContaining("put of a/b")
                    .hasCause(failures.get(i));
            assertThat(keysOf(storage(), "")).isEmpty();
            assertThat(root.resolve(PartFiles.FOLDER)).isEmptyDirectory();
        }
    }

    @Test
    void reportsThatANameCouldNotBeMadeDurable() throws IOException {
        FileStorage storage = storage();
        storage.put(ObjectKey.of("a/b"), BODY, PutMode.CREATE);
        folderFailure = new IOException("Input/output error");

        assertThatThrownBy(() -> storage.put(ObjectKey.of("a/c"), BODY, PutMode.CREATE))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
        assertThatThrownBy(() -> storage.delete(ObjectKey.of("a/b")))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.retryable()).isTrue());
    }
}
