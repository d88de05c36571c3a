package io.vaultik.core.internal.retain;

import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.nio.charset.StandardCharsets;

/** Sets and removes pins. As thread-safe as the storage. */
public final class Pins {
    private static final byte[] MARK = "{\"pin\":1}".getBytes(StandardCharsets.US_ASCII);

    private final ObjectStorage storage;
    private final SnapshotIndex index;

    /**
     * Makes a view of the pins.
     *
     * @param storage the storage of the repository
     * @param index its snapshots
     */
    public Pins(ObjectStorage storage, SnapshotIndex index) {
        this.storage = storage;
        this.index = index;
    }

    /**
     * Pins a snapshot, as {@link io.vaultik.repository.Repository#pin} says. Who deletes looks for pins before the manifest goes, so a
     * manifest that is there after the pin was put may go only by a deletion that had begun before.
     *
     * @param id the snapshot
     * @throws VaultikException as there
     */
    public void pin(SnapshotId id) throws VaultikException {
        require(id);
        storage.put(Keys.pin(id.value()), ObjectBody.of(MARK), PutMode.REPLACE);
        if (!index.exists(id)) {
            storage.delete(Keys.pin(id.value()));
            throw gone(id);
        }
    }

    /**
     * Takes a pin away.
     *
     * @param id the snapshot
     * @throws VaultikException as {@link io.vaultik.repository.Repository#unpin} says
     */
    public void unpin(SnapshotId id) throws VaultikException {
        require(id);
        storage.delete(Keys.pin(id.value()));
    }

    private void require(SnapshotId id) throws VaultikException {
        if (!index.exists(id)) {
            throw gone(id);
        }
    }

    private static NotFoundException gone(SnapshotId id) {
        return new NotFoundException("there is no snapshot {}", null, id);
    }
}
