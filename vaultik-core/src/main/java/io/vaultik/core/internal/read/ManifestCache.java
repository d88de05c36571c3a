package io.vaultik.core.internal.read;

import io.vaultik.core.internal.catalog.BlobNames;
import io.vaultik.core.internal.catalog.CachedManifests;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manifests that the catalog of this host knows. A catalog that is missing, held by others or broken costs only time: what fails here is logged, and then
 * nothing is asked of it any more. Thread-safe.
 */
final class ManifestCache {
    private static final Logger LOGGER = LoggerFactory.getLogger(ManifestCache.class);

    /** How many bytes of names wait before they are written, in one transaction. */
    private static final int BATCH_BYTES = 8 << 20;

    private static final int BATCH_ROWS = 256;

    private final Opening opening;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<CachedManifests.Row> waiting = new ArrayList<>();
    private @Nullable CachedManifests rows;
    private boolean isOff;
    private long waitingBytes;

    /** Opens what is kept. */
    @FunctionalInterface
    interface Opening {
        /** Returns it; empty if nothing is kept on this host. */
        Optional<CachedManifests> open() throws VaultikException;
    }

    /** Makes a cache that is opened at first use. */
    ManifestCache(Opening opening) {
        this.opening = opening;
    }

    /** Takes what is known. */
    @FunctionalInterface
    interface HeadSink {
        void take(int index, KnownManifest manifest);
    }

    /** Takes what is known, with the names of the blobs. */
    @FunctionalInterface
    interface Sink {
        void take(int index, KnownManifest manifest, BlobNames names);
    }

    /** Tells what is known of some manifests; the others are left out. */
    void heads(List<ObjectInfo> infos, HeadSink sink) {
        use(
                infos.isEmpty(),
                cached -> cached.heads(infos, (i, head) -> {
                    KnownManifest known = decode(head);
                    if (known != null) {
                        sink.take(i, known);
                    }
                }));
    }

    /** The same with names. */
    void read(List<ObjectInfo> infos, Sink sink) {
        use(
                infos.isEmpty(),
                cached -> cached.read(infos, (i, head, names) -> {
                    KnownManifest known = decode(head);
                    if (known != null) {
                        sink.take(i, known, names);
                    }
                }));
    }

    /**
     * Remembers what was read; only what is checked may be given.
     *
     * @param info what the listing has shown, which must be what was read
     */
    void add(ObjectInfo info, KnownManifest manifest, byte[] names) {
        if (!CachedManifests.mayKeep(info)) {
            return;
        }
        lock.lock();
        try {
            if (!isOff) {
                waiting.add(new CachedManifests.Row(info, manifest.encode(), names));
                waitingBytes += names.length;
            }
            if (waitingBytes >= BATCH_BYTES || waiting.size() >= BATCH_ROWS) {
                flush();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits. */
    void flush() {
        lock.lock();
        try {
            use(waiting.isEmpty(), cached -> cached.put(waiting));
            waiting.clear();
            waitingBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all other manifests. */
    void keepOnly(Set<String> keys) {
        use(false, cached -> cached.keepOnly(keys));
    }

    private interface Use {
        void on(CachedManifests cached) throws VaultikException;
    }

    private void use(boolean isNothing, Use use) {
        lock.lock();
        try {
            if (!isNothing && !isOff) {
                if (rows == null) {
                    rows = opening.open().orElse(null);
                }
                isOff = rows == null;
                if (rows != null) {
                    use.on(rows);
                }
            }
        } catch (VaultikException e) {
            LOGGER.info("the catalog cannot remember manifests: {}", e.getMessage());
            isOff = true;
        } finally {
            lock.unlock();
        }
    }

    private static @Nullable KnownManifest decode(byte[] head) {
        try {
            return KnownManifest.decode(head);
        } catch (MalformedException e) {
            return null;
        }
    }
}
