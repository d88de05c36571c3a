package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.read.ChunkReader;
import io.vaultik.core.internal.read.SegmentKey;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.VaultikException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The segments of one window: near ones are read by one call, and one that cannot be read spoils no other. One thread. */
final class SegmentFetch {
    private final SnapshotReader snapshot;
    private final RestoreItems items;
    private final Map<SegmentKey, SegmentPool.Slot> slots = new HashMap<>();

    SegmentFetch(SnapshotReader snapshot, RestoreItems items) {
        this.snapshot = snapshot;
        this.items = items;
    }

    /** Reads what a window is to read, then waits for what others read for it. */
    void fetch(SegmentPool.Claim claim) throws VaultikException, InterruptedException {
        slots.clear();
        claim.all().forEach(slot -> slots.put(slot.key(), slot));
        for (ChunkReader.Range range : ChunkReader.ranges(
                claim.own().stream().map(SegmentPool.Slot::key).toList())) {
            try {
                snapshot.chunks().read(range, (key, bytes) -> slot(key).complete(bytes));
            } catch (VaultikException e) {
                failed(range, e);
            }
        }
        for (SegmentPool.Slot slot : claim.all()) {
            slot.await();
        }
    }

    /**
     * Checks a chunk.
     *
     * @throws VaultikException if it could not be read or is damaged
     */
    void check(ChunkLocation chunk) throws VaultikException {
        snapshot.chunks().check(chunk, segment(chunk));
    }

    /** Returns the segment of a chunk. */
    byte[] segment(ChunkLocation chunk) throws VaultikException {
        return slot(SegmentKey.of(chunk)).bytes();
    }

    private SegmentPool.Slot slot(SegmentKey key) {
        return Objects.requireNonNull(slots.get(key));
    }

    /** What failed together is read one by one, to find what is damaged. */
    private void failed(ChunkReader.Range range, VaultikException failure) throws VaultikException {
        VaultikException explained = snapshot.explain(failure);
        items.throwIfFatal(explained);
        for (SegmentKey key : range.segments()) {
            // A blob that is gone need not be asked for each of its segments.
            if (range.segments().size() == 1 || explained != failure) {
                slot(key).fail(explained);
                continue;
            }
            try {
                slot(key).complete(snapshot.chunks().segment(key));
            } catch (VaultikException e) {
                VaultikException single = snapshot.explain(e);
                items.throwIfFatal(single);
                slot(key).fail(single);
            }
        }
    }
}
