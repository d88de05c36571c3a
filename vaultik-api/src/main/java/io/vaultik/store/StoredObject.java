package io.vaultik.store;

import io.vaultik.fault.VaultikException;
import java.io.InputStream;

/**
 * An object that a store has. It holds nothing open, and may be opened several times, by several threads.
 *
 * @since 0.1
 */
public interface StoredObject {
    /**
     * Returns the address that was asked for.
     *
     * @return the digest that the bytes must have
     */
    Digest digest();

    /**
     * Returns the length that the store has for the object; it is never taken from a manifest.
     *
     * @return the length in bytes
     */
    long length();

    /**
     * Opens the bytes from the start. <strong>The stream hands out bytes that are not verified yet.</strong> But it holds the
     * last of them back until the digest of all of them agrees: whoever has read {@link #length()} bytes, or reached the end, has
     * the right ones; if they are wrong, the read that would have delivered the last block throws an {@link
     * io.vaultik.fault.IntegrityException} that carries address, expected and actual, and so does every later one. So bytes go
     * to a place that nobody looks at (a temporary file) until the end is reached.
     *
     * @return a stream for one thread, closed by the caller; closing it early verifies nothing
     * @throws io.vaultik.fault.NotFoundException if the object is gone
     * @throws VaultikException if the store fails
     */
    InputStream open() throws VaultikException;
}
