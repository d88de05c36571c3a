package io.vaultik.core.internal.read;

import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.blob.BlobAddress;
import io.vaultik.core.internal.blob.BlobReader;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.IntegrityException;
import io.vaultik.storage.ObjectStorage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The blobs that a manifest and its revisions name, and a reader for each that is in use. Thread-safe. */
final class BlobSet {
    private static final int MAX_READERS = 1_024;

    private final ObjectStorage storage;
    private final FileKeyUnwrapper unwrapper;
    private final Map<String, ManifestBlob> blobs = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, BlobReader> readers = new LinkedHashMap<>(64, 0.75f, true);

    BlobSet(ObjectStorage storage, FileKeyUnwrapper unwrapper, Manifest manifest) {
        this.storage = storage;
        this.unwrapper = unwrapper;
        add(manifest);
    }

    /** Adds the blobs of a revision. */
    void add(Manifest manifest) {
        manifest.blobs().forEach(blob -> blobs.put(blob.name(), blob));
    }

    /**
     * Returns the reader of a blob.
     *
     * @throws IntegrityException if the manifest does not name it
     */
    BlobReader reader(String name) throws IntegrityException {
        ManifestBlob blob = blobs.get(name);
        if (blob == null) {
            throw new IntegrityException("a tree", "blobs of the manifest", "blob " + name, null);
        }
        lock.lock();
        try {
            BlobReader reader = readers.get(name);
            if (reader == null) {
                BlobAddress address = new BlobAddress(name, blob.length(), blob.headerLength());
                reader = new BlobReader(storage, address, unwrapper);
                readers.put(name, reader);
                if (readers.size() > MAX_READERS) {
                    readers.remove(readers.keySet().iterator().next());
                }
            }
            return reader;
        } finally {
            lock.unlock();
        }
    }
}
