package io.vaultik.core.internal.fs;

import java.io.IOException;

/** A regular file, held open for reading or for writing. */
interface OpenFile extends OpenNode {
    /**
     * Reads on.
     *
     * @return how many bytes, at least 1 if {@code length} is; -1 at the end
     */
    int read(byte[] target, int offset, int length) throws IOException;

    /** Writes all the bytes at a position; several threads may do so at once. */
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /** Cuts or extends the file; what is added reads as zeros. */
    void truncate(long size) throws IOException;
}
