package io.vaultik.storage;

import java.net.URI;
import java.util.Map;

/**
 * Opens the storages of one scheme of addresses, such as {@code s3:}. Found by {@link java.util.ServiceLoader}: a class with a public
 * constructor without parameters, named in {@code META-INF/services/io.vaultik.storage.StorageProvider} or provided by its module.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface StorageProvider {
    /**
     * Returns the scheme.
     *
     * @return lower-case letters, digits and hyphens, without the colon
     */
    String scheme();

    /**
     * Opens a storage.
     *
     * @param address where it is: of this scheme, without a query
     * @param options the storage's own options by name: those of the address's query and those that were given beside it
     * @return the storage, closed by the caller
     * @throws IllegalArgumentException if the address has another form, or an option is unknown or has a wrong value; the message says what
     *     is right, and shows no secret
     * @throws StorageException if the storage cannot be opened
     */
    ObjectStorage open(URI address, Map<String, String> options) throws StorageException;
}
