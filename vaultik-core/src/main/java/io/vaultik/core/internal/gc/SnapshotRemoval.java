package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.util.ArrayList;
import java.util.List;

/** Deletes snapshots. Their blobs stay until they are collected. */
public final class SnapshotRemoval {
    private SnapshotRemoval() {}

    /**
     * Deletes one snapshot: its manifest, or, while its session object is still there, by a void in its place; else a repeated
     * W6 would bring back a manifest whose blobs are gone. Then the rest of its directory.
     *
     * @param storage the storage of the repository
     * @param dir the directory of the snapshot
     * @throws VaultikException if the storage fails; the snapshot is invisible or untouched then
     */
    public static void remove(ObjectStorage storage, String dir) throws VaultikException {
        ObjectKey manifest = Keys.manifest(dir);
        if (storage.stat(Keys.session(dir)).isPresent()) {
            storage.put(manifest, ObjectBody.of(VoidMark.bytes()), PutMode.REPLACE);
        } else {
            storage.delete(manifest);
        }
        List<ObjectKey> rest = new ArrayList<>();
        storage.list(Keys.snapshotPrefix(dir), info -> {
            if (!info.key().equals(manifest)) {
                rest.add(info.key());
            }
            return true;
        });
        storage.deleteAll(rest);
    }
}
