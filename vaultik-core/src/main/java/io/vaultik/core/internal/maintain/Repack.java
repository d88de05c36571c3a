package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.read.OtherCopies;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses blobs of which little is used, or which are small, and whose content is to move so that they can go: the emptiest first, as long as
 * what moves is at most a multiple of what becomes free. It changes nothing. Used once, by one thread.
 */
final class Repack {
    /** What moves is at most this often what becomes free, unless fuller blobs are asked for. */
    private static final double MOVED_FOR_FREED = 2;

    /** A blob is small if it has less than this part of the length at which blobs are put. */
    private static final int SMALL_PART = 4;

    private final RepositoryContext context;
    private final Operation operation;
    private final double share;
    private final double movedForFreed;
    private final Set<String> leaving = new HashSet<>();
    private long movedBytes;
    private long freedBytes;

    /**
     * Prepares.
     *
     * @param share blobs of which less is used go, at least 0 and less than 1
     */
    Repack(RepositoryContext context, Operation operation, double share) {
        this.context = context;
        this.operation = operation;
        this.share = share;
        this.movedForFreed = Math.max(MOVED_FOR_FREED, share / (1 - share));
    }

    /** Reads the trees that may make a difference, and chooses. */
    void choose(Snapshots snapshots) throws VaultikException {
        Occupancy occupancy = new Occupancy();
        snapshots.readAll(occupancy::add);
        SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);
        OtherCopies copies = new OtherCopies(context, operation.storage());
        for (SnapshotId id : snapshots.naming(blob -> occupancy.isDoubtful(blob, share))) {
            try {
                count(occupancy, SnapshotReader.open(context, operation.storage(), cache, id, copies));
            } catch (NotFoundException e) {
                operation.logger().info("snapshot {} was deleted meanwhile", id);
            }
        }
        chooseEmptiest(occupancy);
        chooseSmallest(occupancy);
    }

    private static void count(Occupancy occupancy, SnapshotReader reader) throws VaultikException {
        try {
            occupancy.count(reader);
        } catch (VaultikException e) {
            throw reader.explain(e);
        }
    }

    private void chooseEmptiest(Occupancy occupancy) {
        occupancy.uses().stream()
                .filter(use -> use.share() < share)
                .sorted(Comparator.comparingDouble(Occupancy.Use::share))
                .forEach(this::choose);
    }

    /** One small blob alone would be stored as another small one. */
    private void chooseSmallest(Occupancy occupancy) {
        long small = context.tuning().targetBlobBytes() / SMALL_PART;
        List<Occupancy.Use> smallOnes = new ArrayList<>(occupancy.uses().stream()
                .filter(use -> use.blob().kind() == BlobKind.DATA && use.blob().length() < small)
                .filter(use -> !leaving.contains(use.blob().name()))
                .sorted(Comparator.comparingLong(use -> use.blob().length()))
                .toList());
        if (smallOnes.size() > 1) {
            smallOnes.forEach(this::choose);
        }
    }

    private void choose(Occupancy.Use use) {
        long moved = use.usedLength();
        long freed = use.blob().length() - moved;
        if (movedBytes + moved <= movedForFreed * (freedBytes + freed)) {
            movedBytes += moved;
            freedBytes += freed;
            leaving.add(use.blob().name());
        }
    }

    /** Returns the names of the blobs that are to go. */
    Set<String> leaving() {
        return leaving;
    }

    /** Returns about how many bytes of them are used, and have to be stored anew. */
    long movedBytes() {
        return movedBytes;
    }

    /** Returns about how many bytes become free. */
    long freedBytes() {
        return freedBytes;
    }
}
