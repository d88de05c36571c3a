package io.vaultik.core.internal.maintain;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentCursor;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.core.internal.work.LongSet;
import io.vaultik.fault.VaultikException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of each blob snapshots use together. Manifests tell how much one snapshot uses: that is the least; where it might be too little to
 * keep a blob, the trees are read, each node once, and the places that they name are counted, each once. Memory: up to 16 bytes for each
 * such place. Used by one thread at a time.
 */
final class Occupancy {
    private final Map<String, Use> uses = new HashMap<>();
    private final Map<String, LongSet> nodes = new HashMap<>();

    /** What is known of one blob. */
    static final class Use {
        private final ManifestBlob blob;
        private final LongSet places = new LongSet();
        private long least;
        private long counted;

        private Use(ManifestBlob blob) {
            this.blob = blob;
        }

        ManifestBlob blob() {
            return blob;
        }

        /** Returns how many plain bytes of it are used, at least. */
        long usedBytes() {
            return Math.max(least, counted);
        }

        /** Returns the share that is used, 0 to 1. */
        double share() {
            return blob.plainBytes() == 0 ? 0 : (double) usedBytes() / blob.plainBytes();
        }

        /** Returns how much of its length is used. */
        long usedLength() {
            return (long) (blob.length() * share());
        }

        private void count(ChunkLocation place) {
            if (places.add((long) place.segmentOffset() << 32 | place.offset())) {
                counted += place.length();
            }
        }
    }

    /** Takes what a manifest says. */
    void add(Manifest manifest) {
        for (ManifestBlob blob : manifest.blobs()) {
            Use use = uses.computeIfAbsent(blob.name(), name -> new Use(blob));
            use.least = Math.max(use.least, blob.usedBytes());
        }
    }

    /** Tells whether the trees that name a blob have to be read: whether little of it is used as far as is known. */
    boolean isDoubtful(String blob, double share) {
        Use use = uses.get(blob);
        return use != null && (double) use.least / Math.max(1, use.blob.plainBytes()) < share;
    }

    Collection<Use> uses() {
        return uses.values();
    }

    /** Counts what a snapshot names. */
    void count(SnapshotReader reader) throws VaultikException {
        SnapshotRecord record = reader.record();
        node(reader, record.root());
        for (SnapshotRecord.Attachment attachment : record.attachments()) {
            attachment.lists().forEach(this::place);
            content(reader.content(attachment));
        }
    }

    private void node(SnapshotReader reader, ChunkLocation at) throws VaultikException {
        place(at);
        long place = (long) at.segmentOffset() << 32 | at.offset();
        if (!nodes.computeIfAbsent(at.blob(), name -> new LongSet()).add(place)) {
            return;
        }
        Interrupts.check();
        NodeReader node = NodeReader.decode(reader.chunks().read(at), at.blob());
        if (node.level() > 0) {
            for (TreeChild child : node.children()) {
                node(reader, child.location());
            }
            return;
        }
        List<TreeEntry> entries = node.entries();
        for (TreeEntry entry : entries) {
            entry.lists().forEach(this::place);
            place(entry.attributes());
            place(entry.target());
            content(reader.content(entry));
        }
    }

    private void content(ContentCursor cursor) throws VaultikException {
        for (ChunkLocation at = cursor.next(); at != null; at = cursor.next()) {
            place(at);
        }
    }

    private void place(@Nullable ChunkLocation at) {
        Use use = at == null ? null : uses.get(at.blob());
        if (at != null && use != null) {
            use.count(at);
        }
    }
}
