package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.CheckedBlobs;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which of the blobs that snapshots name are not there, have another length, or were damaged when this host read them last. */
final class LostBlobs {
    private LostBlobs() {}

    /**
     * Looks: one LIST, and one more call for each blob that it has not shown.
     *
     * @param context the repository
     * @param storage its storage
     * @param manifests of the snapshots, read before
     * @return the names of the blobs
     */
    static Set<String> find(RepositoryContext context, ObjectStorage storage, List<Manifest> manifests)
            throws VaultikException {
        Map<String, Long> there = new HashMap<>();
        storage.list(Keys.BLOBS, info -> {
            Keys.blobName(info.key()).ifPresent(name -> there.put(name, info.length()));
            return !Thread.currentThread().isInterrupted();
        });
        Set<String> bad = bad(context);
        Set<String> lost = new HashSet<>();
        for (Manifest manifest : manifests) {
            for (ManifestBlob blob : manifest.blobs()) {
                Long length = there.get(blob.name());
                boolean isLost = length == null || length != blob.length() || bad.contains(blob.name());
                if (isLost && !lost.contains(blob.name()) && (bad.contains(blob.name()) || isNotThere(storage, blob))) {
                    lost.add(blob.name());
                }
            }
        }
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
