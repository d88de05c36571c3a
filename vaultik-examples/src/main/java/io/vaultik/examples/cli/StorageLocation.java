package io.vaultik.examples.cli;

import io.vaultik.core.storage.FileStorage;
import io.vaultik.storage.ObjectStorage;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens what {@code --storage} names: a folder, as a plain path or as {@code file:///path}. */
final class StorageLocation {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*", Pattern.DOTALL);
    private static final String SUPPORTED = "a storage is a path or file:///path";

    private StorageLocation() {}

    /**
     * Opens a storage.
     *
     * @param location the argument
     * @param options options of the storage's own, as {@code NAME=VALUE}
     * @return the storage, closed by the caller
     * @throws UsageException if there is no such kind of storage or option
     */
    static ObjectStorage open(RawPath location, List<String> options) {
        Path folder = folder(location);
        if (!options.isEmpty()) {
            String name = options.get(0).split("=", 2)[0];
            throw new UsageException("there is no storage option \"" + RawText.lossy(name) + "\": a folder has none");
        }
        return FileStorage.at(folder);
    }

    private static Path folder(RawPath location) {
        Matcher scheme = SCHEME.matcher(location.raw());
        if (!scheme.matches()) {
            return location.file();
        }
        if (!scheme.group(1).equalsIgnoreCase("file")) {
            throw new UsageException("there are no storages of the kind \"" + scheme.group(1) + ":\" here; " + SUPPORTED
                    + " (with a colon in it, ./path)");
        }
        try {
            return Path.of(URI.create(location.raw()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("\"" + location + "\" is not of the form file:///path; " + SUPPORTED);
        }
    }
}
