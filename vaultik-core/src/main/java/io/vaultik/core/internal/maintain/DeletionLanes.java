package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.gc.BulkDeletion;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes in lanes: a storage that has no call for many objects may wait for each of them. A lane gets its keys in one call, so that a storage that has such a
 * call needs few. Used by the thread of the crew.
 */
final class DeletionLanes implements BulkDeletion {
    /** Fewer keys are not worth a call of their own. */
    private static final int MIN_KEYS = 32;

    private final ObjectStorage storage;
    private final Crew crew;
    private final int lanes;

    DeletionLanes(ObjectStorage storage, Crew crew, int lanes) {
        this.storage = storage;
        this.crew = crew;
        this.lanes = lanes;
    }

    /** {@inheritDoc} One that fails does not stop the others, since a crew works no more after a failure. */
    @Override
    public void delete(List<ObjectKey> keys) throws VaultikException {
        int each = Math.max(MIN_KEYS, (keys.size() + lanes - 1) / lanes);
        int parts = (keys.size() + each - 1) / each;
        @Nullable StorageException[] failures = new StorageException[parts];
        crew.forEach(parts, i -> {
            try {
                storage.deleteAll(keys.subList(i * each, Math.min(keys.size(), (i + 1) * each)));
            } catch (StorageException e) {
                failures[i] = e;
            }
        });
        for (StorageException failure : failures) {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
