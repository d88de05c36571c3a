package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.Catalog;
import io.vaultik.core.internal.catalog.FileState;
import io.vaultik.core.internal.catalog.Generation;
import io.vaultik.core.internal.catalog.KnownEntry;
import io.vaultik.core.internal.catalog.KnownEntryCursor;
import io.vaultik.core.internal.work.ExternalSort;
import io.vaultik.core.internal.work.RecordCursor;
import io.vaultik.core.internal.work.Spool;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import io.vaultik.repository.EntryPath;
import io.vaultik.repository.SourceEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the files of a series: from its last snapshot, and from runs that died before they could commit. Both are read
 * along with the entries of the present run, in the order of paths. Closed by the run.
 */
final class KnownFiles implements AutoCloseable {
    /** The kind of what the catalog knows of a file. */
    static final int FILE = 0;

    private final @Nullable KnownEntryCursor committed;
    private final KnownLeaves leaves = new KnownLeaves();
    private long committedCount;
    private final Instant committedWalk;
    private final @Nullable ExternalSort sort;
    private final @Nullable RecordCursor pending;
    private @Nullable KnownFile committedNext;
    private @Nullable KnownFile pendingNext;

    /**
     * A file that a run stored.
     *
     * @param path its path as bytes
     * @param state what told whether it changed
     * @param version the version that the source gave, or null
     * @param refs its chunks
     * @param walkStarted when the walk of the run that found it began
     * @param isCommitted whether it is in the last snapshot
     */
    record KnownFile(
            byte[] path,
            FileState state,
            @Nullable String version,
            long[] refs,
            Instant walkStarted,
            boolean isCommitted) {}

    KnownFiles(Catalog catalog, Optional<Generation> generation, byte[] series, String session, Spool spool)
            throws VaultikException {
        this.committed = generation.isPresent() ? catalog.entries(generation.get()) : null;
        this.committedWalk = generation.map(Generation::walkStarted).orElse(Instant.EPOCH);
        KnownEntryCursor dead = catalog.pending(series, session);
        KnownEntry first = dead.next();
        this.sort = first == null ? null : sorted(first, dead, spool);
        this.pending = sort == null ? null : sort.finish().open();
        this.committedNext = nextCommitted();
        this.pendingNext = nextPending();
    }

    /**
     * Returns what is known of a path, the last snapshot first. Paths must be asked for in their order.
     *
     * @param file the record of an entry at that path
     * @return none, one or more
     */
    List<KnownFile> at(byte[] file) throws VaultikException {
        int order = 1;
        while (committedNext != null && (order = RawEntry.comparePath(file, committedNext.path())) > 0) {
            committedNext = nextCommitted();
        }
        List<KnownFile> known = committedNext != null && order == 0 ? List.of(committedNext) : List.of();
        return pendingNext == null ? known : withPending(file, known);
    }

    /** Returns what is known of the leaves of the last snapshot's tree. Called when all files were asked for. */
    KnownLeaves leaves() throws VaultikException {
        while (committedNext != null) {
            committedNext = nextCommitted();
        }
        return leaves;
    }

    /** Returns how many files the last snapshot had. Called when all files were asked for. */
    long committedCount() throws VaultikException {
        leaves();
        return committedCount;
    }

    private List<KnownFile> withPending(byte[] file, List<KnownFile> first) throws VaultikException {
        List<KnownFile> known = new ArrayList<>(first);
        int order = 1;
        while (pendingNext != null && (order = RawEntry.comparePath(file, pendingNext.path())) >= 0) {
            if (order == 0) {
                known.add(pendingNext);
            }
            pendingNext = nextPending();
        }
        return known;
    }

    @Override
    public void close() {
        if (pending != null) {
            pending.close();
        }
        if (sort != null) {
            sort.close();
        }
    }

    private static ExternalSort sorted(KnownEntry first, KnownEntryCursor dead, Spool spool) throws VaultikException {
        ExternalSort sort = new ExternalSort(spool, RawEntry::compare, SourceScan.SORT_BYTES / 4);
        KnownEntry entry = first;
        while (entry != null) {
            sort.add(record(entry, dead.walkStarted()));
            entry = dead.next();
        }
        return sort;
    }

    /** Uses the record of entries, with the time of the walk in place of the item id. */
    private static byte[] record(KnownEntry entry, Instant walkStarted) {
        FileState state = entry.state();
        SourceEntry.Builder builder = SourceEntry.builder(EntryPath.ofBytes(entry.path()), EntryKind.FILE)
                .size(state.size())
                .attributes(io.vaultik.repository.EntryAttributes.builder()
                        .modified(state.mtime())
                        .build())
                .version(entry.version())
                .changed(state.ctime())
                .itemId(walkStarted.toString());
        if (state.inode() != null) {
            builder.inode(state.inode());
        }
        return new EntryRecord(builder.build(), entry.refs()).encode();
    }

    private @Nullable KnownFile nextCommitted() throws VaultikException {
        KnownEntry entry = committed == null ? null : committed.next();
        while (committed != null && entry != null && entry.kind() != FILE) {
            leaves.add(entry);
            entry = committed.next();
        }
        if (entry == null) {
            return null;
        }
        committedCount++;
        return new KnownFile(entry.path(), entry.state(), entry.version(), entry.refs(), committedWalk, true);
    }

    private @Nullable KnownFile nextPending() throws VaultikException {
        byte[] record = pending == null ? null : pending.next();
        if (record == null) {
            return null;
        }
        EntryRecord decoded = EntryRecord.decode(record);
        SourceEntry entry = decoded.entry();
        FileState state = new FileState(
                entry.size(),
                entry.attributes().modified().orElse(Instant.EPOCH),
                entry.changed().orElse(null),
                entry.inode().isPresent() ? entry.inode().getAsLong() : null);
        Instant walkStarted = Instant.parse(entry.itemId().orElseThrow());
        return new KnownFile(
                entry.path().bytes(), state, entry.version().orElse(null), decoded.refs(), walkStarted, false);
    }
}
