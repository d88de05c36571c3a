package io.vaultik.repository;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The content of one file while it is read.
 *
 * @since 0.1
 */
public interface SourceContent extends Closeable {
    /**
     * Returns the bytes. Called once; closed with this content.
     *
     * @return a stream
     */
    InputStream stream();

    /**
     * Returns the state of the item at this moment. The engine asks before the first byte and after the last one; two states
     * that are not equal mean that the content changed while it was read, and it is read again, up to three times.
     *
     * @return a value with {@code equals}; a constant if the source cannot tell
     * @throws IOException if the state cannot be read
     */
    Object state() throws IOException;

    /**
     * Makes a content of a stream whose item cannot change.
     *
     * @param stream the bytes
     * @return the content; closing it closes the stream
     */
    static SourceContent of(InputStream stream) {
        return new SourceContent() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Object state() {
                return "constant";
            }

            @Override
            public void close() throws IOException {
                stream.close();
            }
        };
    }
}
