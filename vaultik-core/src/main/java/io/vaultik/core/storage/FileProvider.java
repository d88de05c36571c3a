package io.vaultik.core.storage;

import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageProvider;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Opens folders by {@code file:///path}. There are no options.
 *
 * @since 0.1
 */
public final class FileProvider implements StorageProvider {
    /** Makes a provider. */
    public FileProvider() {}

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public ObjectStorage open(URI address, Map<String, String> options) {
        Path folder = folder(address);
        for (String name : options.keySet()) {
            throw new IllegalArgumentException("there is no storage option \"" + name + "\": a folder has none");
        }
        return FileStorage.at(folder);
    }

    private static Path folder(URI address) {
        try {
            return Path.of(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + address + "\" is not of the form file:///path", e);
        }
    }
}
