package io.vaultik.repository;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a document that is stored with a snapshot.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface AttachmentWriter {
    /**
     * Writes the document. Called once, on the thread that runs the operation.
     *
     * @param out takes the bytes; must not be closed
     * @throws IOException if the document cannot be made; the operation fails
     */
    void writeTo(OutputStream out) throws IOException;
}
