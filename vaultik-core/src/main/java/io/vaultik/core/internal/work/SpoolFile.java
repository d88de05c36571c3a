package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import java.io.InputStream;

/**
 * Bytes on the temporary disk: written once from begin to end, then read any number of times.
 *
 * <p>Writing is for one thread; reading, once the last byte is written, for any number. Closing frees the disk and makes
 * streams that are still open fail.
 */
public interface SpoolFile extends AutoCloseable {
    /**
     * Appends bytes.
     *
     * @param bytes where they are
     * @param offset the index of the first one
     * @param length how many
     * @throws io.vaultik.fault.NoSpaceException if the disk is full
     * @throws VaultikException if they cannot be written
     * @throws IllegalStateException if reading has begun
     */
    void write(byte[] bytes, int offset, int length) throws VaultikException;

    /**
     * Returns how many bytes were written.
     *
     * @return bytes of plaintext
     */
    long length();

    /**
     * Reads from a position to the end. The first call ends the writing. The stream throws {@link
     * io.vaultik.fault.IntegrityException} where the bytes on the disk are not those that were written; it is for one
     * thread, holds some 128 KiB, and need not be closed.
     *
     * @param position where to start, at most {@link #length}
     * @return an independent stream
     * @throws VaultikException if the last bytes cannot be written
     */
    InputStream open(long position) throws VaultikException;

    /**
     * Reads a range. The first call ends the writing.
     *
     * @param position where the range starts
     * @param into where to put it
     * @param offset the index of its first byte there
     * @param length its length; the range lies within the file
     * @throws io.vaultik.fault.IntegrityException if the bytes on the disk are not those that were written
     * @throws VaultikException if they cannot be read
     */
    void read(long position, byte[] into, int offset, int length) throws VaultikException;

    /** Frees the disk. Does nothing when called again. */
    @Override
    void close();
}
