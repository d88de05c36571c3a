package io.vaultik.repository;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes restored entries in an application's own way: into another system, an archive, a database.
 *
 * <p>A directory is reported before its content and finished after it. Files are opened from up to {@code parallelism} threads
 * at once.
 *
 * @since 0.1
 */
public interface RestoreTarget {
    /**
     * Takes an entry that has no content: a directory, a link, a pipe, a device.
     *
     * @param entry the entry
     * @throws IOException if it cannot be taken: an item error
     */
    void entry(Entry entry) throws IOException;

    /**
     * Opens a file for its content, which is written from start to end. Closing means that all of it arrived; if it does not,
     * {@link FileSink#abort} is called instead.
     *
     * @param entry the file
     * @return takes the content
     * @throws IOException if it cannot be taken: an item error
     */
    FileSink open(Entry entry) throws IOException;

    /**
     * Says that all content of a directory was reported.
     *
     * @param directory the directory
     * @throws IOException if it cannot be finished: an item error
     */
    default void finished(Entry directory) throws IOException {}

    /** Takes the content of one file. */
    abstract class FileSink extends OutputStream {
        /** For subclasses. */
        protected FileSink() {}

        /**
         * Says that the content failed: what was written is no good. Called instead of {@link #close}.
         *
         * @throws IOException if the file cannot be given up
         */
        public abstract void abort() throws IOException;
    }
}
