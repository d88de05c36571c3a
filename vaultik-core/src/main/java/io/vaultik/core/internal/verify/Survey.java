package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the trees of all snapshots and collects the places that they name. Leaves that snapshots share are read once. One thread. */
final class Survey {
    private final Ground ground;
    private final BlobRows rows;
    private final Locations locations;
    private final SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);

    Survey(Ground ground, Locations locations) {
        this.ground = ground;
        this.rows = ground.rows();
        this.locations = locations;
    }

    /** Goes over one snapshot. */
    void run(Subject subject) throws VaultikException {
        subject.noteShortBlobs(rows);
        try {
            SnapshotReader reader = Damages.readTwice(() -> ground.open(cache, subject.id()));
            new Walk(subject, reader).run();
        } catch (NotFoundException e) {
            subject.goneNow();
        } catch (VaultikException e) {
            if (!Damages.isDamage(e)) {
                throw e;
            }
            ground.findings().damaged(Keys.record(subject.id().value()).value(), Damages.problem(e));
            subject.affectedNow();
        }
    }

    /** One snapshot. */
    private final class Walk implements NodeWalk.Visitor {
        private final Subject subject;
        private final SnapshotReader reader;
        private final Contents contents;
        private final BitSet used = new BitSet();
        private @Nullable SnapshotReader second;

        Walk(Subject subject, SnapshotReader reader) {
            this.subject = subject;
            this.reader = reader;
            this.contents = new Contents(subject, rows, this::place);
        }

        void run() throws VaultikException {
            SnapshotRecord record = reader.record();
            locate(record.root());
            new NodeWalk(this::node, subject::isDamage, this)
                    .walk(record.root(), record.counts().entries());
            for (SnapshotRecord.Attachment attachment : record.attachments()) {
                String object = Keys.record(reader.manifest().session()).value();
                collect(object, from -> contents.attachment(from, attachment));
            }
        }

        @Override
        public @Nullable KnownLeaf skip(ChunkLocation leaf) {
            return ground.leaves().find(leaf, subject);
        }

        @Override
        public void leaf(ChunkLocation at, List<TreeEntry> entries) throws VaultikException {
            used.clear();
            locate(at);
            boolean bad = false;
            String object = Keys.blob(at.blob()).value();
            for (TreeEntry entry : entries) {
                bad |= !collect(object, from -> contents.entry(from, entry));
            }
            if (!entries.isEmpty()) {
                EntryPath first = entries.get(0).entry().path();
                EntryPath last = entries.get(entries.size() - 1).entry().path();
                ground.leaves().add(at, new KnownLeaf(first, last, used.stream().toArray(), bad));
            } else if (bad) {
                subject.treeBadNow(object, "a leaf without entries");
            }
        }

        @Override
        public void unreadable(ChunkLocation at, EntryPath first, long entries, VaultikException why) {
            subject.treeBadNow(Keys.blob(at.blob()).value(), Damages.problem(why));
        }

        private void place(int row, ChunkLocation at) throws VaultikException {
            used.set(row);
            locations.add(row, at);
        }

        private void locate(ChunkLocation node) throws VaultikException {
            int row = subject.row(rows, node.blob());
            if (row >= 0) {
                place(row, node);
            }
        }

        private byte[] node(ChunkLocation at) throws VaultikException {
            locate(at);
            try {
                return reader.chunks().read(at);
            } catch (VaultikException e) {
                if (!subject.isDamage(e)) {
                    throw e;
                }
                return second().chunks().read(at);
            }
        }

        /** Returns whether everything that was needed could be read, at the first or the second try. */
        private boolean collect(String object, Collecting collecting) throws VaultikException {
            try {
                try {
                    collecting.from(reader);
                } catch (VaultikException e) {
                    if (!subject.isDamage(e)) {
                        throw e;
                    }
                    collecting.from(second());
                }
                return true;
            } catch (VaultikException e) {
                if (!subject.isDamage(e)) {
                    throw e;
                }
                subject.treeBadNow(object, Damages.problem(e));
                return false;
            }
        }

        /** Returns a reader that has nothing in its cache, and keeps nothing there. */
        private SnapshotReader second() throws VaultikException {
            SnapshotReader other = second;
            if (other == null) {
                other = ground.open(new SegmentCache(0), subject.id());
                second = other;
            }
            return other;
        }
    }

    /** Reads something of a snapshot. */
    @FunctionalInterface
    private interface Collecting {
        void from(SnapshotReader reader) throws VaultikException;
    }
}
