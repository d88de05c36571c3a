package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.context.Operation;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestHead;
import io.vaultik.core.internal.read.ManifestListing;
import io.vaultik.core.internal.read.SnapshotIndex;
import io.vaultik.core.internal.work.Crew;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.SnapshotId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * All snapshots of one listing but those that are left out; one that cannot be read ends the operation. No manifest is kept, however many there are. Used by
 * one thread; its own threads read.
 */
final class Snapshots {
    private final Operation operation;
    private final Crew crew;
    private final SnapshotIndex index;
    private final List<ManifestListing.Counting> counting;
    private final List<SnapshotId> ids;

    private Snapshots(
            Operation operation,
            Crew crew,
            SnapshotIndex index,
            List<ManifestListing.Counting> counting,
            List<SnapshotId> ids) {
        this.operation = operation;
        this.crew = crew;
        this.index = index;
        this.counting = counting;
        this.ids = ids;
    }

    /** Lists them. */
    static Snapshots list(RepositoryContext context, Operation operation, Crew crew, Set<SnapshotId> leftOut)
            throws VaultikException {
        SnapshotIndex index = SnapshotIndex.remembering(context, operation.storage());
        SnapshotIndex.Listing listing = index.list(crew);
        listing.requireAll(operation.errors());
        List<SnapshotId> ids = listing.heads().stream()
                .map(ManifestHead::snapshot)
                .map(SnapshotId::of)
                .filter(id -> !leftOut.contains(id))
                .toList();
        Set<String> dirs = new HashSet<>();
        ids.forEach(id -> dirs.add(id.value()));
        List<ManifestListing.Counting> counting = listing.counting().stream()
                .filter(one -> dirs.contains(one.dir()))
                .toList();
        return new Snapshots(operation, crew, index, counting, ids);
    }

    /** Takes manifests. */
    @FunctionalInterface
    interface Sink {
        void take(Manifest manifest) throws VaultikException;
    }

    /** Reads all manifests with all that they say; they are taken one at a time, in no order. */
    void readAll(Sink sink) throws VaultikException {
        ReentrantLock lock = new ReentrantLock();
        SnapshotIndex.requireAll(
                index.readAll(crew, counting, (i, stored) -> {
                    lock.lock();
                    try {
                        sink.take(stored.manifest());
                    } finally {
                        lock.unlock();
                    }
                }),
                operation.errors());
    }

    /** Returns the snapshots that name such a blob, the oldest first. */
    List<SnapshotId> naming(Predicate<String> wanted) throws VaultikException {
        Set<SnapshotId> naming = new HashSet<>();
        SnapshotIndex.requireAll(
                index.names(crew, counting, (i, manifest, names) -> {
                    boolean[] is = new boolean[1];
                    names.forEach((bytes, at) ->
                            is[0] = is[0] || wanted.test(Hex.of(Arrays.copyOfRange(bytes, at, at + 32))));
                    if (is[0]) {
                        naming.add(SnapshotId.of(counting.get(i).dir()));
                    }
                }),
                operation.errors());
        return ids.stream().filter(naming::contains).toList();
    }
}
