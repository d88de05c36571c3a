package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The blobs that manifests name, in the order in which they were met, and for whom they are. Not thread-safe. */
final class NamedBlobs {
    private final Map<String, Named> byName = new HashMap<>();
    private final List<Named> all = new ArrayList<>();

    /** One list for the many blobs that are for the same recipients. */
    private final Map<List<String>, List<String>> lists = new HashMap<>();

    /** A blob. */
    static final class Named {
        private final int row;
        private final ManifestBlob blob;
        private List<String> recipients = List.of();
        private boolean present;
        private boolean contradictory;

        private Named(int row, ManifestBlob blob) {
            this.row = row;
            this.blob = blob;
        }

        /** Returns its place in the order. */
        int row() {
            return row;
        }

        ManifestBlob blob() {
            return blob;
        }

        /** Returns for whom it is encrypted, as far as that is known. */
        List<String> recipients() {
            return recipients;
        }

        /** Says that the storage has it, with its length. */
        void present() {
            present = true;
        }

        /** Says that documents contradict each other. */
        void contradictory() {
            contradictory = true;
        }

        /** Tells whether it is there as all documents say. */
        boolean isSound() {
            return present && !contradictory;
        }
    }

    /** Takes what a manifest says. */
    void add(Manifest manifest) {
        for (ManifestBlob blob : manifest.blobs()) {
            Named named = byName.computeIfAbsent(blob.name(), name -> {
                Named fresh = new Named(all.size(), blob);
                all.add(fresh);
                return fresh;
            });
            if (!isSame(named.blob, blob)) {
                named.contradictory = true;
            }
        }
    }

    /** Takes what a record says of the blobs of its manifest: each of them is for these recipients at least. */
    void encryptedTo(Manifest manifest, Collection<String> recipients) {
        for (ManifestBlob blob : manifest.blobs()) {
            Named named = byName.get(blob.name());
            if (named != null && !named.recipients.containsAll(recipients)) {
                Set<String> more = new TreeSet<>(named.recipients);
                more.addAll(recipients);
                named.recipients = lists.computeIfAbsent(List.copyOf(more), list -> list);
            }
        }
    }

    /** Returns a blob, or null if no manifest names it. */
    @Nullable
    Named find(String name) {
        return byName.get(name);
    }

    Named get(int row) {
        return all.get(row);
    }

    /** How much a snapshot uses differs from one to the other. */
    private static boolean isSame(ManifestBlob a, ManifestBlob b) {
        return a.length() == b.length()
                && a.kind() == b.kind()
                && a.plainBytes() == b.plainBytes()
                && a.headerLength() == b.headerLength();
    }
}
