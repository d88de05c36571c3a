package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectInfo;
import io.vaultik.storage.ObjectStorage;
import java.util.BitSet;
import java.util.List;

/** The blobs of a manifest, found by name: they stand in the order of their names. Immutable. */
final class NeededBlobs {
    private final List<ManifestBlob> blobs;

    NeededBlobs(List<ManifestBlob> blobs) {
        this.blobs = blobs;
    }

    int count() {
        return blobs.size();
    }

    ManifestBlob get(int index) {
        return blobs.get(index);
    }

    /** Returns where a blob stands, or a negative number. */
    int indexOf(String name) {
        int low = 0;
        int high = blobs.size() - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int order = blobs.get(middle).name().compareTo(name);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    boolean contains(String name) {
        return indexOf(name) >= 0;
    }

    /** Tells whether an object is the whole of a blob: what is put again in the place of another length is healed. */
    boolean isWhole(int index, ObjectInfo info) {
        return info.length() == blobs.get(index).length();
    }

    /** Lists a storage for those that are there. */
    BitSet presentIn(ObjectStorage storage) throws VaultikException {
        BitSet present = new BitSet(blobs.size());
        storage.list(Keys.BLOBS, info -> {
            int index = Keys.blobName(info.key()).map(this::indexOf).orElse(-1);
            if (index >= 0 && isWhole(index, info)) {
                present.set(index);
            }
            return !Thread.currentThread().isInterrupted();
        });
        Interrupts.check();
        return present;
    }
}
