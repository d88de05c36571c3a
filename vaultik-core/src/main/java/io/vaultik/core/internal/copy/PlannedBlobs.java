package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.gc.DigestSet;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;

/** Which blobs a copy would put, as far as one listing tells. Used by one thread. */
final class PlannedBlobs {
    private final DigestSet there = new DigestSet();

    private PlannedBlobs() {}

    /** Lists the blobs of the target, unless there is nothing to copy. */
    static PlannedBlobs of(ObjectStorage target, boolean nothing) throws VaultikException {
        PlannedBlobs blobs = new PlannedBlobs();
        if (nothing) {
            return blobs;
        }
        target.list(Keys.BLOBS, info -> {
            Keys.blobName(info.key()).ifPresent(name -> blobs.there.add(Hex.bytes(name)));
            return !Thread.currentThread().isInterrupted();
        });
        Interrupts.check();
        return blobs;
    }

    /** Counts a blob; once it is counted it would be there. */
    void count(ManifestBlob blob, Tally tally) {
        if (there.add(Hex.bytes(blob.name()))) {
            tally.put(blob.length());
        } else {
            tally.present();
        }
    }
}
