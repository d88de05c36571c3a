package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.SegmentCache;
import io.vaultik.core.internal.read.SegmentKey;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When something is bad: finds the files that cannot be restored, by reading what they have in bad blobs as a restore would. Leaves
 * without such files are not read. One thread.
 */
final class Impact {
    private static final int MAX_BAD_SEGMENTS = 100_000;

    private final Ground ground;
    private final BlobRows rows;
    private final SegmentCache cache = new SegmentCache(SegmentCache.DEFAULT_BYTES);
    private final Set<SegmentKey> badSegments = new HashSet<>();

    Impact(Ground ground) {
        this.ground = ground;
        this.rows = ground.rows();
    }

    /** Goes over one snapshot that has bad blobs, or something bad in its tree. */
    void run(Subject subject) throws VaultikException {
        subject.noteShortBlobs(rows);
        try {
            new Walk(subject, ground.open(cache, subject.id())).run();
        } catch (NotFoundException e) {
            subject.goneNow();
        }
    }

    /** One snapshot. */
    private final class Walk implements NodeWalk.Visitor {
        private final Subject subject;
        private final SnapshotReader reader;
        private final Contents contents;

        Walk(Subject subject, SnapshotReader reader) {
            this.subject = subject;
            this.reader = reader;
            this.contents = new Contents(subject, rows, this::place);
        }

        void run() throws VaultikException {
            SnapshotRecord record = reader.record();
            new NodeWalk(reader.chunks(), subject::isDamage, this)
                    .walk(record.root(), record.counts().entries());
            for (SnapshotRecord.Attachment attachment : record.attachments()) {
                try {
                    contents.attachment(reader, attachment);
                } catch (VaultikException e) {
                    affectedBy(e);
                }
            }
        }

        @Override
        public @Nullable KnownLeaf skip(ChunkLocation leaf) {
            KnownLeaf known = ground.leaves().find(leaf, subject);
            return known == null || known.bad() || Arrays.stream(known.rows()).anyMatch(rows::isBad) ? null : known;
        }

        @Override
        public void leaf(ChunkLocation at, List<TreeEntry> entries) throws VaultikException {
            for (TreeEntry entry : entries) {
                try {
                    contents.entry(reader, entry);
                } catch (VaultikException e) {
                    affectedBy(e);
                    ground.findings().files(subject.id(), entry.entry().path(), 1);
                }
            }
        }

        @Override
        public void unreadable(ChunkLocation at, EntryPath first, long entries, VaultikException why) {
            subject.affectedNow();
            ground.findings().files(subject.id(), first, Math.max(1, entries));
        }

        private void affectedBy(VaultikException failure) throws VaultikException {
            if (!subject.isDamage(failure)) {
                throw failure;
            }
            subject.affectedNow();
        }

        /** Reads a chunk if there is any doubt about it. */
        private void place(int row, ChunkLocation at) throws VaultikException {
            if (!rows.isBad(row)) {
                return;
            }
            SegmentKey segment = SegmentKey.of(at);
            if (rows.state(row) == BlobRows.MISSING || badSegments.contains(segment)) {
                IntegrityException lost = new IntegrityException(rows.key(row).value(), "a chunk", "nothing", null);
                reader.chunks().rescue(at, lost);
                return;
            }
            try {
                reader.chunks().segment(segment);
            } catch (VaultikException e) {
                if (subject.isDamage(e) && badSegments.size() < MAX_BAD_SEGMENTS) {
                    badSegments.add(segment);
                }
                reader.chunks().rescue(at, e);
                return;
            }
            reader.chunks().read(at);
        }
    }
}
