package io.vaultik.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of one object, while they are read. Closed by who opened it; closing closes the stream.
 *
 * @param length how many bytes the object has
 * @param stream the bytes; reading it ends with an exception rather than before {@code length} bytes
 * @since 0.1
 */
public record ObjectContent(long length, InputStream stream) implements Closeable {
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
