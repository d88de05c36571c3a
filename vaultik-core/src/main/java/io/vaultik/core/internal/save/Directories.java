package io.vaultik.core.internal.save;

import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.catalog.BlobRow;
import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.fault.CatalogCorruptException;
import io.vaultik.fault.VaultikException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells where chunks of sealed blobs lie. The directories used last are kept, since neighbours in a tree lie together. Thread-safe.
 */
final class Directories {
    private static final int MAX_KEPT = 16;

    private final Catalog catalog;
    private final Uploads uploads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, Sealed> kept = new LinkedHashMap<>(32, 0.75f, true);
    private volatile @Nullable Latest latest;

    Directories(Catalog catalog, Uploads uploads) {
        this.catalog = catalog;
        this.uploads = uploads;
    }

    /**
     * A sealed blob.
     *
     * @param name its name
     * @param length its length
     * @param headerLength where its payload begins
     * @param directory what it holds
     */
    record Sealed(String name, long length, int headerLength, BlobDirectory directory) {}

    /** The blob asked for last, which is mostly the one asked for next. */
    private record Latest(int id, Sealed blob) {}

    ChunkLocation locate(long ref) throws VaultikException {
        Sealed blob = blob(ChunkRef.blob(ref));
        return blob.directory.location(index(ref, blob), blob.name);
    }

    /** Returns the length of a chunk. */
    int length(long ref) throws VaultikException {
        Sealed blob = blob(ChunkRef.blob(ref));
        return blob.directory.chunkLength(index(ref, blob));
    }

    /** Tells whether a reference leads to the chunk of a digest: what a catalog says is not believed, it is looked up. */
    boolean holds(long ref, ContentDigest digest) throws VaultikException {
        BlobDirectory directory = blob(ChunkRef.blob(ref)).directory;
        int index = ChunkRef.index(ref);
        return index < directory.chunkCount()
                && ContentDigest.of(directory.digests(), index * ContentDigest.BYTES)
                        .equals(digest);
    }

    Sealed blob(int id) throws VaultikException {
        Latest asked = latest;
        if (asked != null && asked.id == id) {
            return asked.blob;
        }
        lock.lock();
        try {
            Sealed blob = kept.get(id);
            if (blob == null) {
                blob = load(id);
                kept.put(id, blob);
                if (kept.size() > MAX_KEPT) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            latest = new Latest(id, blob);
            return blob;
        } finally {
            lock.unlock();
        }
    }

    private static int index(long ref, Sealed blob) throws CatalogCorruptException {
        int index = ChunkRef.index(ref);
        if (index >= blob.directory.chunkCount()) {
            throw new CatalogCorruptException(
                    "the catalog names chunk {} of blob {}, which has fewer", null, index, blob.name);
        }
        return index;
    }

    private Sealed load(int id) throws VaultikException {
        SealedBlob unanswered = uploads.unanswered(id);
        if (unanswered != null) {
            return new Sealed(
                    unanswered.name(), unanswered.length(), unanswered.headerLength(), unanswered.directory());
        }
        BlobRow row = catalog.blob(id).orElseThrow(() -> gone(id));
        byte[] directory = catalog.directory(id).orElseThrow(() -> gone(id));
        return new Sealed(Hex.of(row.name()), row.length(), row.headerLength(), BlobDirectory.decode(directory));
    }

    private static CatalogCorruptException gone(int id) {
        return new CatalogCorruptException("the catalog does not know blob {} any more, which this run uses", null, id);
    }
}
