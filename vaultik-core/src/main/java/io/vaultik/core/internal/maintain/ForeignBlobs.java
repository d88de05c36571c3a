package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.VaultikException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The blobs that are not for the present recipients alone, as far as this host knows: a header does not say whom it is for, so that only
 * who has stored a blob can know.
 *
 * @param leaving their names, also of blobs that no snapshot names, which must not be used either
 * @param count how many of them snapshots name
 * @param bytes the length of these
 */
record ForeignBlobs(Set<String> leaving, long count, long bytes) {
    /** None are looked for. */
    static final ForeignBlobs NONE = new ForeignBlobs(Set.of(), 0, 0);

    static ForeignBlobs find(RepositoryContext context, List<Manifest> manifests) throws VaultikException {
        List<String> recipients = context.recipientTexts();
        Set<String> own = new HashSet<>();
        Set<String> leaving = new HashSet<>();
        context.catalog().forEachBlob((name, isFor) -> (isFor.equals(recipients) ? own : leaving).add(Hex.of(name)));
        Set<String> named = new HashSet<>();
        long bytes = 0;
        for (Manifest manifest : manifests) {
            for (ManifestBlob blob : manifest.blobs()) {
                if (!own.contains(blob.name()) && named.add(blob.name())) {
                    bytes += blob.length();
                }
            }
        }
        leaving.addAll(named);
        return new ForeignBlobs(leaving, named.size(), bytes);
    }
}
