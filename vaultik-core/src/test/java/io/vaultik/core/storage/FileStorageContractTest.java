package io.vaultik.core.storage;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** A folder keeps the promises of a storage: on the real file system, and on ones that can do less. */
class FileStorageContractTest {
    @Nested
    class OnDisk extends StorageContractTest {
        private final Path folder;

        OnDisk(@TempDir Path folder) {
            this.folder = folder;
        }

        @Override
        ObjectStorage create() {
            return FileStorage.at(folder.resolve("a/root")).withoutFsync();
        }

        @Override
        boolean nestsKeys() {
            return false;
        }
    }

    @Nested
    class UnderRetries extends StorageContractTest {
        private final Path folder;

        UnderRetries(@TempDir Path folder) {
            this.folder = folder;
        }

        @Override
        ObjectStorage create() {
            return new RetryingStorage(FileStorage.at(folder).withoutFsync(), RetryPolicy.standard());
        }

        @Override
        boolean nestsKeys() {
            return false;
        }
    }

    @Nested
    class WithoutHardLinks extends StorageContractTest {
        private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setSupportedFeatures(Feature.SYMBOLIC_LINKS, Feature.FILE_CHANNEL)
                .build());

        @Override
        ObjectStorage create() {
            return FileStorage.at(fileSystem.getPath("/deep/root"));
        }

        @AfterEach
        void closeFileSystem() throws IOException {
            fileSystem.close();
        }

        @Override
        boolean nestsKeys() {
            return false;
        }
    }
}
