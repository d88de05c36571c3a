package io.vaultik.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How files and folders are made to survive a power failure. Implementations are thread-safe. */
interface FileSync {
    /** Asks the disk for everything. */
    FileSync ON = new FileSync() {
        @Override
        public void file(FileChannel channel) throws IOException {
            channel.force(true);
        }

        @Override
        public void folder(Path folder) throws IOException {
            // Only POSIX systems can open a folder, and only they need it: elsewhere names are journalled.
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    };

    /** Leaves it to the operating system: what was stored survives a crash of the process only. */
    FileSync OFF = new FileSync() {
        @Override
        public void file(FileChannel channel) {}

        @Override
        public void folder(Path folder) {}
    };

    /** Makes the bytes of an open file durable. */
    void file(FileChannel channel) throws IOException;

    /** Makes the names in a folder durable. */
    void folder(Path folder) throws IOException;
}
