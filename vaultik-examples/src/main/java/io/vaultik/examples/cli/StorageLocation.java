package io.vaultik.examples.cli;

import io.vaultik.core.storage.FileStorage;
import io.vaultik.core.storage.Storages;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Opens what {@code --storage} names: a folder as a plain path, or whatever the providers can open by an address. */
final class StorageLocation {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    private static final String HINT = " (a path with a colon in it is ./path)";

    private StorageLocation() {}

    /**
     * Opens a storage.
     *
     * @param location the argument
     * @param options options of the storage's own, as {@code NAME=VALUE}
     * @return the storage, closed by the caller
     * @throws UsageException if there is no such kind of storage or option
     * @throws StorageException if the storage cannot be opened
     */
    static ObjectStorage open(RawPath location, List<String> options) throws StorageException {
        Map<String, String> named = named(options);
        if (ADDRESS.matcher(location.raw()).matches()) {
            try {
                return Storages.open(location.raw(), named);
            } catch (IllegalArgumentException e) {
                String message = String.valueOf(e.getMessage());
                throw new UsageException(message.startsWith("there are no storages") ? message + HINT : message);
            }
        }
        for (String name : named.keySet()) {
            throw new UsageException("there is no storage option \"" + RawText.lossy(name) + "\": a folder has none");
        }
        return FileStorage.at(location.file());
    }

    private static Map<String, String> named(List<String> options) {
        Map<String, String> named = new LinkedHashMap<>();
        for (String option : options) {
            String[] parts = option.split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty()) {
                throw new UsageException("a storage option is NAME=VALUE");
            }
            if (named.put(parts[0], parts[1]) != null) {
                throw new UsageException("the storage option \"" + RawText.lossy(parts[0]) + "\" is given twice");
            }
        }
        return named;
    }
}
