package io.vaultik.examples;

import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import io.vaultik.storage.StorageProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens {@link SqliteStorage} by {@code sqlite:///path/to/file.db}, so that everything which takes an address can use it. It is found by
 * its name in {@code META-INF/services}.
 */
public final class SqliteProvider implements StorageProvider {
    @Override
    public String scheme() {
        return "sqlite";
    }

    @Override
    public ObjectStorage open(URI address, Map<String, String> options) throws StorageException {
        if (address.getRawAuthority() != null || address.getPath() == null) {
            throw new IllegalArgumentException("a database is sqlite:///path/to/file.db");
        }
        for (String name : options.keySet()) {
            throw new IllegalArgumentException("there is no storage option \"" + name + "\": a database has none");
        }
        return SqliteStorage.at(Path.of(address.getPath()));
    }
}
