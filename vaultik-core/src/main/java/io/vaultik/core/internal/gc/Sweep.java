package io.vaultik.core.internal.gc;

import io.vaultik.core.internal.format.CollectionKeys;
import io.vaultik.core.internal.format.CollectionState;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageDeniedException;
import io.vaultik.storage.StorageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** M1: deletes what a state dooms, and nothing else. Used by one thread. */
final class Sweep {
    private static final int DELETED_AT_ONCE = 1_000;

    private final ObjectStorage storage;
    private final CollectionKeys keys;
    private final Set<String> undeletable = new HashSet<>();
    private BulkDeletion deletion;
    private boolean unanswered;
    private long expectedIn = -1;
    private long expected;
    private long expectedBytes;
    private long deleted;
    private long deletedBytes;

    Sweep(ObjectStorage storage, CollectionKeys keys) {
        this.storage = storage;
        this.keys = keys;
        this.deletion = storage::deleteAll;
    }

    void deleteBy(BulkDeletion way) {
        deletion = way;
    }

    /** Says what is there of that which a state will doom, so that it need not be looked for again. */
    void expect(long state, long blobs, long bytes) {
        expectedIn = state;
        expected = blobs;
        expectedBytes = bytes;
    }

    /** Takes an expectation back. */
    void expectNothing() {
        expectedIn = -1;
    }

    /** Deletes all that the state dooms. */
    void run(CollectionState state) throws VaultikException {
        if (state.doomed().isEmpty()) {
            return;
        }
        if (state.number() != expectedIn) {
            lookFor(state);
        }
        List<ObjectKey> batch = new ArrayList<>();
        for (String name : state.doomed()) {
            batch.add(keys.blob(name));
            if (batch.size() == DELETED_AT_ONCE) {
                delete(batch);
                batch.clear();
            }
        }
        delete(batch);
        deleted += expected;
        deletedBytes += expectedBytes;
        // The same state again finds nothing.
        expect(state.number(), 0, 0);
    }

    /** What an earlier run doomed may be gone already: only what is there counts as deleted. */
    private void lookFor(CollectionState state) throws VaultikException {
        long[] found = new long[2];
        storage.list(keys.blobs(), info -> {
            if (keys.blobName(info.key()).filter(state.doomed()::contains).isPresent()) {
                found[0]++;
                found[1] += info.length();
            }
            return true;
        });
        expect(state.number(), found[0], found[1]);
    }

    private void delete(List<ObjectKey> batch) throws VaultikException {
        if (batch.isEmpty()) {
            return;
        }
        unanswered = true;
        try {
            deletion.delete(batch);
        } catch (StorageException e) {
            for (ObjectKey key : batch) {
                deleteOne(key);
            }
        }
        unanswered = false;
    }

    private void deleteOne(ObjectKey key) throws VaultikException {
        try {
            storage.delete(key);
        } catch (StorageDeniedException e) {
            keys.blobName(key).ifPresent(undeletable::add);
            expected--;
        }
    }

    /** Returns what of a state's doomed blobs may not be deleted: it stays doomed, and every run tries again. */
    Set<String> left(CollectionState state) {
        Set<String> left = new HashSet<>(state.doomed());
        left.retainAll(undeletable);
        return left;
    }

    /** Tells whether a deletion failed without an answer, so that it may still take effect. */
    boolean isUnanswered() {
        return unanswered;
    }

    long deleted() {
        return deleted;
    }

    long deletedBytes() {
        return deletedBytes;
    }
}
