package io.vaultik.repository;

import java.io.IOException;

/**
 * Data to be backed up: a directory tree, the objects of another system, an application's own documents.
 *
 * <p>The engine calls {@link #walk} once, on one thread. After that it calls {@link #open} for the files whose content it
 * needs, from up to {@code parallelism} threads at once, possibly again for one entry when reading failed or the content
 * changed meanwhile.
 *
 * @since 0.1
 */
public interface BackupSource {
    /**
     * Identifies the source over time: change detection, retention and "latest" go by it.
     *
     * @return the id, the same in every run
     */
    SourceId id();

    /**
     * Reports every entry, in any order.
     *
     * @param run takes the entries
     * @throws IOException if the source as a whole cannot be read; the operation fails
     */
    void walk(SourceRun run) throws IOException;

    /**
     * Opens the content of a file.
     *
     * @param entry an entry that {@link #walk} reported
     * @return the content, closed by the engine
     * @throws java.nio.file.NoSuchFileException if the item is gone: it is skipped
     * @throws IOException if it cannot be read: an item error; retried if it is a {@link
     *     io.vaultik.storage.StorageException} that says so
     */
    SourceContent open(SourceEntry entry) throws IOException;
}
