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
 * who has stored a blob can know. Used by one thread at a time.
 */
final class ForeignBlobs {
    private final Set<String> own = new HashSet<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<String> named = new HashSet<>();
    private long bytes;

    /** Asks the catalog. */
    ForeignBlobs(RepositoryContext context) throws VaultikException {
        List<String> recipients = context.recipientTexts();
        context.catalog().forEachBlob((name, isFor) -> (isFor.equals(recipients) ? own : leaving).add(Hex.of(name)));
    }

    /** Looks at the blobs of a manifest. */
    void look(Manifest manifest) {
        for (ManifestBlob blob : manifest.blobs()) {
            if (!own.contains(blob.name()) && named.add(blob.name())) {
                bytes += blob.length();
            }
        }
    }

    /** Returns their names, also of blobs that no snapshot names, which must not be used either. */
    Set<String> leaving() {
        Set<String> all = new HashSet<>(leaving);
        all.addAll(named);
        return all;
    }

    /** Returns how many of them snapshots name. */
    long count() {
        return named.size();
    }

    /** Returns the length of these. */
    long bytes() {
        return bytes;
    }
}
