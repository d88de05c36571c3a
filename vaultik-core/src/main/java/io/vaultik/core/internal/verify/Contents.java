package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentCursor;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;

/** Goes over everything that a restore reads for one entry or attachment, as the restore does, but for the content itself. */
final class Contents {
    private final Subject subject;
    private final BlobRows rows;
    private final PlaceVisitor visitor;

    Contents(Subject subject, BlobRows rows, PlaceVisitor visitor) {
        this.subject = subject;
        this.rows = rows;
        this.visitor = visitor;
    }

    /** Takes the places of chunks. */
    @FunctionalInterface
    interface PlaceVisitor {
        void place(int row, ChunkLocation at) throws VaultikException;
    }

    /**
     * Goes over an entry.
     *
     * @throws VaultikException if a list or an attribute cannot be read, a place lies outside the blobs of the manifest, the size is
     *     not that of the chunks, or the visitor fails
     */
    void entry(SnapshotReader reader, TreeEntry entry) throws VaultikException {
        ChunkLocation attributes = entry.attributes();
        if (attributes != null) {
            place(attributes);
        }
        ChunkLocation target = entry.target();
        if (target != null) {
            place(target);
        }
        if (attributes != null || target != null) {
            reader.entry(entry);
        }
        if (entry.entry().kind() == EntryKind.FILE) {
            for (ChunkLocation list : entry.lists()) {
                place(list);
            }
            content(reader.content(entry), entry.entry().size());
        }
    }

    /** Goes over an attachment. */
    void attachment(SnapshotReader reader, SnapshotRecord.Attachment attachment) throws VaultikException {
        for (ChunkLocation list : attachment.lists()) {
            place(list);
        }
        content(reader.content(attachment), attachment.size());
    }

    private void content(ContentCursor cursor, long size) throws VaultikException {
        long sum = 0;
        for (ChunkLocation chunk = cursor.next(); chunk != null; chunk = cursor.next()) {
            Interrupts.check();
            place(chunk);
            sum += chunk.length();
            if (sum > size) {
                throw new IntegrityException("an entry", size + " bytes", "more", null);
            }
        }
        if (sum != size) {
            throw new IntegrityException("an entry", size + " bytes", sum + " bytes", null);
        }
    }

    private void place(ChunkLocation at) throws VaultikException {
        int row = subject.row(rows, at.blob());
        if (row < 0) {
            throw new IntegrityException("an entry", "blobs of the manifest", "blob " + at.blob(), null);
        }
        visitor.place(row, at);
    }
}
