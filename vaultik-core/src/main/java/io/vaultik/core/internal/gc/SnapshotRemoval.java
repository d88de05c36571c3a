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
     * Deletes one snapshot. A void takes the place of its manifest; then the rest of its directory goes; then the void, unless the
     * session object is still there: a repeated W6 would bring back a manifest whose blobs are gone. While the void is there nobody
     * else takes the id, so that nothing of another snapshot goes.
     *
     * @param storage the storage of the repository
     * @param dir the directory of a snapshot that is there
     * @throws VaultikException if the storage fails; the snapshot is invisible or untouched then
     */
    public static void remove(ObjectStorage storage, String dir) throws VaultikException {
        ObjectKey manifest = Keys.manifest(dir);
        storage.put(manifest, ObjectBody.of(VoidMark.bytes()), PutMode.REPLACE);
        // Asked after the void is there: a writer that has found the id free before has its object there.
        boolean live = storage.stat(Keys.session(dir)).isPresent();
        removeRest(storage, dir);
        if (!live) {
            storage.delete(manifest);
        }
    }

    /**
     * Finishes a deletion that was interrupted. The void stays: it may as well be that of a writer which was revoked.
     *
     * @param storage the storage of the repository
     * @param dir a directory without a manifest
     * @return whether its commit key holds a void; else a manifest has come, and nothing was deleted
     * @throws VaultikException if the storage fails
     */
    public static boolean finish(ObjectStorage storage, String dir) throws VaultikException {
        WriterSession.revoke(storage, dir);
        boolean isVoid = storage.stat(Keys.manifest(dir)).filter(VoidMark::is).isPresent();
        if (isVoid) {
            removeRest(storage, dir);
        }
        return isVoid;
    }

    private static void removeRest(ObjectStorage storage, String dir) throws VaultikException {
        ObjectKey manifest = Keys.manifest(dir);
        List<ObjectKey> rest = new ArrayList<>();
        storage.list(Keys.snapshotPrefix(dir), info -> {
            if (!info.key().equals(manifest)) {
                rest.add(info.key());
            }
            return true;
        });
        if (!rest.isEmpty()) {
            storage.deleteAll(rest);
        }
    }
}
