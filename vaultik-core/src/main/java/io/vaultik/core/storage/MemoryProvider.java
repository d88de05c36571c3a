package io.vaultik.core.storage;

import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageProvider;
import java.net.URI;
import java.util.Map;

/**
 * Opens empty storages in memory by {@code mem:}. Each time another one; there are no options.
 *
 * @since 0.1
 */
public final class MemoryProvider implements StorageProvider {
    /** Makes a provider. */
    public MemoryProvider() {}

    @Override
    public String scheme() {
        return "mem";
    }

    @Override
    public ObjectStorage open(URI address, Map<String, String> options) {
        for (String name : options.keySet()) {
            throw new IllegalArgumentException("there is no storage option \"" + name + "\": memory has none");
        }
        return new MemoryStorage();
    }
}
