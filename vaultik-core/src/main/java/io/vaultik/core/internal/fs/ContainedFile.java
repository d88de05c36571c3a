package io.vaultik.core.internal.fs;

import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.Existing;
import java.io.Closeable;
import java.io.IOException;

/**
 * A file that is being written under a temporary name beside its place. It appears under its own name by {@link #commit}, whole
 * and with its attributes, or not at all.
 *
 * <p>{@link #write} may be called by several threads at once; {@link #commit}, {@link #abort} and {@link #close} by one, after
 * all writes returned.
 */
public final class ContainedFile implements Closeable {
    private final ContainedWriter writer;
    private final DirectoryCache.Lease parent;
    private final TemporaryName temporary;
    private final byte[] name;
    private final OpenFile file;
    private boolean done;

    ContainedFile(
            ContainedWriter writer, DirectoryCache.Lease parent, TemporaryName temporary, byte[] name, OpenFile file) {
        this.writer = writer;
        this.parent = parent;
        this.temporary = temporary;
        this.name = name;
        this.file = file;
    }

    /**
     * Writes bytes at a position. What is never written reads as zeros, and takes no room where the file system has holes.
     *
     * @param position the position in the file
     * @param source the bytes
     * @param offset where they begin
     * @param length how many
     * @throws io.vaultik.fault.NoSpaceException if the file system is full
     * @throws IOException if it fails otherwise
     */
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        file.write(position, source, offset, length);
    }

    /**
     * Gives the file its length, its attributes and its name. This handle is closed, whatever happens; unless it returns true,
     * nothing of the file is left.
     *
     * @param size the length of the file, in bytes
     * @param existing what happens to what is there already; a directory is never replaced
     * @param attributes the attributes
     * @return true if the file is in place, false if another was kept
     * @throws java.nio.file.FileAlreadyExistsException if something is there that is not to be replaced
     * @throws IOException if it fails otherwise
     * @throws IllegalStateException if this handle was closed before
     */
    public boolean commit(long size, Existing existing, EntryAttributes attributes) throws IOException {
        if (done) {
            throw new IllegalStateException("this file is closed");
        }
        try (this) {
            file.truncate(size);
            writer.attributes().write(file, EntryKind.FILE, attributes);
            file.close();
            boolean placed = temporary.place(parent.directory(), name, existing);
            done = placed;
            if (placed) {
                release();
            }
            return placed;
        }
    }

    /**
     * Removes what was written. Does nothing after {@link #commit}.
     *
     * @throws IOException if it cannot be removed
     */
    public void abort() throws IOException {
        close();
    }

    /** Does what {@link #abort} does. */
    @Override
    public void close() throws IOException {
        if (!done) {
            done = true;
            try {
                temporary.remove(parent.directory());
            } finally {
                release();
            }
        }
    }

    private void release() throws IOException {
        try (parent) {
            file.close();
        }
    }
}
