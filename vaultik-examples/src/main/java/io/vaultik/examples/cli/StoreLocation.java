package io.vaultik.examples.cli;

import io.vaultik.core.Vaultik;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.store.StreamStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** A content store that was named on the command line: one storage, or {@code OBJECTS,MANIFESTS}. Closes what it opened. */
final class StoreLocation implements Closeable {
    private final List<ObjectStorage> storages;
    private final StreamStore store;

    private StoreLocation(List<ObjectStorage> storages) {
        this.storages = storages;
        this.store = storages.size() == 1
                ? Vaultik.store(storages.get(0))
                : Vaultik.splitStore(storages.get(0), storages.get(1));
    }

    /**
     * Opens a store.
     *
     * @param invocation holds the options of storages
     * @param argument a path or URI, or two of them with a comma between; a folder with a comma in its name is one if it is there
     * @return the store, closed by the caller
     * @throws UsageException if it can be none
     */
    static StoreLocation open(Invocation invocation, RawPath argument) throws IOException {
        List<RawPath> parts = parts(argument);
        List<ObjectStorage> storages = new ArrayList<>();
        for (RawPath part : parts) {
            storages.add(StorageLocation.open(part, invocation.globals().storageOptions));
        }
        return new StoreLocation(storages);
    }

    private static List<RawPath> parts(RawPath argument) {
        int comma = argument.raw().indexOf(',');
        if (comma < 0 || Files.isDirectory(argument.file())) {
            return List.of(argument);
        }
        RawPath objects = new RawPath(argument.raw().substring(0, comma));
        RawPath manifests = new RawPath(argument.raw().substring(comma + 1));
        if (objects.raw().isEmpty()
                || manifests.raw().isEmpty()
                || manifests.raw().indexOf(',') >= 0) {
            throw new UsageException("a store is STORAGE, or OBJECTS,MANIFESTS with one comma: \"" + argument + "\"");
        }
        return List.of(objects, manifests);
    }

    StreamStore store() {
        return store;
    }

    /** Returns where the objects are. */
    ObjectStorage objects() {
        return storages.get(0);
    }

    /** Returns where the manifests are; the same unless the store is split. */
    ObjectStorage manifests() {
        return storages.get(storages.size() - 1);
    }

    @Override
    public void close() throws IOException {
        for (ObjectStorage storage : storages) {
            storage.close();
        }
    }
}
