package io.vaultik.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an object that is to be stored. It can be opened several times, so that a call can be repeated.
 *
 * @since 0.1
 */
public interface ObjectBody {
    /**
     * Returns how many bytes each stream yields.
     *
     * @return the length in bytes
     */
    long length();

    /**
     * Opens the bytes from the start.
     *
     * @return a new stream, closed by the storage
     * @throws IOException if the bytes cannot be read
     */
    InputStream open() throws IOException;

    /**
     * Makes a body of bytes in memory.
     *
     * @param bytes the bytes; not copied, so they must not be changed while the body is in use
     * @return a body
     */
    static ObjectBody of(byte[] bytes) {
        return new ObjectBody() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }
}
