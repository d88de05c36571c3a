package io.vaultik.core.internal.content;

import io.vaultik.fault.MalformedException;
import io.vaultik.store.DirectoryManifest;
import io.vaultik.store.ManifestChange;
import java.util.Optional;
import java.util.function.Consumer;

/** Compares two manifests by walking both in their common order; makes objects for differences only. */
public final class ManifestDiff {
    private ManifestDiff() {}

    /**
     * Compares two manifests.
     *
     * @param before the first one
     * @param after the second one
     * @param receiver called for each difference, in the order of paths
     * @throws MalformedException if one of them was not made here, and its entries do not fit
     */
    public static void compare(DirectoryManifest before, DirectoryManifest after, Consumer<ManifestChange> receiver)
            throws MalformedException {
        PackedManifest a = PackedManifest.of(before);
        PackedManifest b = PackedManifest.of(after);
        int i = 0;
        int j = 0;
        while (i < a.entryCount() || j < b.entryCount()) {
            int order = order(a, i, b, j);
            if (order != 0 || !a.sameValues(i, b, j)) {
                receiver.accept(new ManifestChange(
                        order <= 0 ? Optional.of(a.entry(i)) : Optional.empty(),
                        order >= 0 ? Optional.of(b.entry(j)) : Optional.empty()));
            }
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
    }

    private static int order(PackedManifest a, int i, PackedManifest b, int j) {
        if (i == a.entryCount()) {
            return 1;
        }
        return j == b.entryCount() ? -1 : a.comparePaths(i, b, j);
    }
}
