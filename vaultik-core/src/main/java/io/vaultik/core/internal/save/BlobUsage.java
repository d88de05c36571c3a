package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which chunks of which blobs a snapshot uses: one bit a chunk. From it comes the list of blobs in the manifest. One thread.
 */
final class BlobUsage {
    private final Map<Integer, Use> uses = new HashMap<>();
    private int lastBlob = -1;
    private Use last = new Use();

    private static final class Use {
        private final BitSet chunks = new BitSet();
        private long bytes;
    }

    void add(long ref, int length) {
        Use use = use(ChunkRef.blob(ref));
        int index = ChunkRef.index(ref);
        if (!use.chunks.get(index)) {
            use.chunks.set(index);
            use.bytes += length;
        }
    }

    /** Neighbours in a tree lie together, so the blob is mostly that of the chunk before. */
    private Use use(int blob) {
        if (blob != lastBlob) {
            last = uses.computeIfAbsent(blob, id -> new Use());
            lastBlob = blob;
        }
        return last;
    }

    /** Returns the blobs in the order of their names. */
    List<ManifestBlob> blobs(Directories directories) throws VaultikException {
        List<ManifestBlob> blobs = new ArrayList<>();
        for (Map.Entry<Integer, Use> use : uses.entrySet()) {
            Directories.Sealed blob = directories.blob(use.getKey());
            blobs.add(new ManifestBlob(
                    blob.name(),
                    blob.length(),
                    blob.directory().kind(),
                    use.getValue().bytes,
                    blob.directory().plainBytes(),
                    blob.headerLength()));
        }
        blobs.sort(Comparator.comparing(ManifestBlob::name));
        return blobs;
    }
}
