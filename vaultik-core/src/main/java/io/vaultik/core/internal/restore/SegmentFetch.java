package io.vaultik.core.internal.restore;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.read.ChunkReader;
import io.vaultik.core.internal.read.SegmentKey;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.VaultikException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The segments of one window: near ones are read by one call, and one that cannot be read spoils no other. One thread. */
final class SegmentFetch {
    private final SnapshotReader snapshot;
    private final RestoreItems items;
    private final Map<SegmentKey, byte[]> segments = new HashMap<>();
    private final Map<SegmentKey, VaultikException> failures = new HashMap<>();

    SegmentFetch(SnapshotReader snapshot, RestoreItems items) {
        this.snapshot = snapshot;
        this.items = items;
    }

    /** Reads segments in place of those before. */
    void fetch(Collection<SegmentKey> wanted) throws VaultikException {
        segments.clear();
        failures.clear();
        ChunkReader chunks = snapshot.chunks();
        for (ChunkReader.Range range : ChunkReader.ranges(wanted)) {
            try {
                chunks.read(range, segments::put);
            } catch (VaultikException e) {
                failed(range, e);
            }
        }
    }

    /**
     * Checks a chunk.
     *
     * @throws VaultikException if it could not be read or is damaged
     */
    void check(ChunkLocation chunk) throws VaultikException {
        VaultikException failure = failures.get(SegmentKey.of(chunk));
        if (failure != null) {
            throw failure;
        }
        snapshot.chunks().check(chunk, segment(chunk));
    }

    /** Returns the segment of a chunk that was checked. */
    byte[] segment(ChunkLocation chunk) {
        return Objects.requireNonNull(segments.get(SegmentKey.of(chunk)));
    }

    void clear() {
        segments.clear();
        failures.clear();
    }

    /** What failed together is read one by one, to find what is damaged. */
    private void failed(ChunkReader.Range range, VaultikException failure) throws VaultikException {
        VaultikException explained = snapshot.explain(failure);
        items.throwIfFatal(explained);
        for (SegmentKey key : range.segments()) {
            if (segments.containsKey(key)) {
                continue;
            }
            if (range.segments().size() == 1 || explained != failure) {
                failures.put(key, explained);
                continue;
            }
            try {
                segments.put(key, snapshot.chunks().segment(key));
            } catch (VaultikException e) {
                VaultikException single = snapshot.explain(e);
                items.throwIfFatal(single);
                failures.put(key, single);
            }
        }
    }
}
