package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.fault.VaultikException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which chunks are stored: one table serves all lanes, so that equal new content is stored once and nobody waits. It holds the chunks
 * of blobs whose put is not answered, and goes on to hold those of answered blobs while there is room, which spares lookups in the
 * catalog. Thread-safe.
 */
final class ChunkIndex {
    private static final int MAX_ANSWERED = 150_000;

    private final Catalog catalog;
    private final UsableBlobs usable;
    private final Directories directories;
    private final ConcurrentHashMap<ContentDigest, Long> chunks = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<BlobDirectory> answered = new ArrayDeque<>();
    private final AtomicLong answeredChunks = new AtomicLong();

    /** Whether a chunk that is not in the table may be in the catalog. */
    private volatile boolean askCatalog;

    ChunkIndex(Catalog catalog, UsableBlobs usable, Directories directories) throws VaultikException {
        this.catalog = catalog;
        this.directories = directories;
        this.usable = usable;
        this.askCatalog = catalog.hasChunks();
    }

    /**
     * Finds a chunk.
     *
     * @param digest its digest
     * @return where it is stored, or {@link ChunkRef#NONE}
     */
    long find(ContentDigest digest) throws VaultikException {
        Long known = chunks.get(digest);
        if (known != null) {
            return known;
        }
        if (askCatalog) {
            long stored = catalog.findChunk(digest.bytes());
            if (stored != ChunkRef.NONE
                    && usable.contains(ChunkRef.blob(stored))
                    && directories.holds(stored, digest)) {
                return stored;
            }
        }
        return ChunkRef.NONE;
    }

    /**
     * Claims a chunk that was not found for a place.
     *
     * @param digest its digest
     * @param place where the caller stores it
     * @return {@link ChunkRef#NONE} if the caller must store it there, else where another lane does
     */
    long claim(ContentDigest digest, long place) {
        Long earlier = chunks.putIfAbsent(digest, place);
        return earlier == null ? ChunkRef.NONE : earlier;
    }

    /** Says that the put of a blob was answered and the catalog knows it. */
    void answered(BlobDirectory directory) {
        lock.lock();
        try {
            answered.add(directory);
            long count = answeredChunks.addAndGet(directory.chunkCount());
            while (count > MAX_ANSWERED) {
                askCatalog = true;
                BlobDirectory oldest = answered.remove();
                for (int i = 0; i < oldest.chunkCount(); i++) {
                    chunks.remove(ContentDigest.of(oldest.digests(), i * 32));
                }
                count = answeredChunks.addAndGet(-oldest.chunkCount());
            }
        } finally {
            lock.unlock();
        }
    }
}
