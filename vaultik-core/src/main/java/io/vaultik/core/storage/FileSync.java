package io.vaultik.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;

/** How the files and folders of one file system are made to survive a power failure. Implementations are thread-safe. */
interface FileSync {
    /** Asks the disk for everything. */
    final class On implements FileSync {
        private final WholeFileSystem whole = new WholeFileSystem();

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

        @Override
        public void files(Path folder, Collection<FileChannel> channels) throws IOException {
            if (!whole.sync(folder, channels.size())) {
                FileSync.super.files(folder, channels);
            }
        }

        @Override
        public void folders(Path one, Collection<Path> folders) throws IOException {
            if (!whole.sync(one, folders.size())) {
                FileSync.super.folders(one, folders);
            }
        }
    }

    /** Leaves it to the operating system: what was stored survives a crash of the process only. */
    FileSync OFF = new FileSync() {
        @Override
        public void file(FileChannel channel) {}

        @Override
        public void folder(Path folder) {}
    };

    /** Makes the bytes of an open file durable. */
    void file(FileChannel channel) throws IOException;

    /** Makes the bytes of several open files durable, all on the file system of one folder. */
    default void files(Path folder, Collection<FileChannel> channels) throws IOException {
        for (FileChannel channel : channels) {
            file(channel);
        }
    }

    /** Makes the names in several folders durable, all on the file system of one of them. */
    default void folders(Path one, Collection<Path> folders) throws IOException {
        for (Path folder : folders) {
            folder(folder);
        }
    }

    /** Makes the names in a folder durable. */
    void folder(Path folder) throws IOException;
}
