package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.CheckedBlobs;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of the blobs that snapshots name are not there, have another length, or were damaged when this host read them last. Used by one thread at a time. */
final class LostBlobs {
    private final ObjectStorage storage;
    private final Map<String, Long> there = new HashMap<>();
    private final Set<String> bad;
    private final Set<String> lost = new HashSet<>();

    /**
     * Looks what is there: one LIST.
     *
     * @param context the repository
     * @param storage its storage
     */
    LostBlobs(RepositoryContext context, ObjectStorage storage) throws VaultikException {
        this.storage = storage;
        storage.list(Keys.BLOBS, info -> {
            Keys.blobName(info.key()).ifPresent(name -> there.put(name, info.length()));
            return !Thread.currentThread().isInterrupted();
        });
        Interrupts.check();
        bad = bad(context);
    }

    /** Looks at the blobs of a manifest: one more call for each that the LIST has not shown. */
    void look(Manifest manifest) throws VaultikException {
        for (ManifestBlob blob : manifest.blobs()) {
            Long length = there.get(blob.name());
            boolean isLost = length == null || length != blob.length() || bad.contains(blob.name());
            if (isLost && !lost.contains(blob.name()) && (bad.contains(blob.name()) || isNotThere(storage, blob))) {
                lost.add(blob.name());
            }
        }
    }

    /** Returns the names of those that are lost. */
    Set<String> names() {
        return lost;
    }

    /** Looks a second time: a listing that has not shown an object has not proved anything. */
    private static boolean isNotThere(ObjectStorage storage, ManifestBlob blob) throws VaultikException {
        return storage.stat(Keys.blob(blob.name()))
                .filter(info -> info.length() == blob.length())
                .isEmpty();
    }

    private static Set<String> bad(RepositoryContext context) throws VaultikException {
        Set<String> bad = new HashSet<>();
        Optional<Catalog> catalog = context.knownCatalog();
        if (catalog.isPresent()) {
            for (CheckedBlobs.Row row : catalog.get().checkedBlobs().all()) {
                if (row.bad()) {
                    bad.add(Hex.of(row.name()));
                }
            }
        }
        return bad;
    }
}
