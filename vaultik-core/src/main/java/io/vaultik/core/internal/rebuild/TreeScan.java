package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.ChunkList;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.Node;
import io.vaultik.core.internal.format.NodeReader;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeChild;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ChunkReader;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.core.internal.work.LongSet;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the places that trees name, each node of all trees once; a node counts as read when all below it is. Nothing is looked for
 * elsewhere: a snapshot that has lost something is left out. Used by one thread.
 */
final class TreeScan {
    private final NamedBlobs blobs;
    private final Places places;
    private final DigestAlgorithm algorithm;
    private final Map<Integer, LongSet> read = new HashMap<>();
    private Set<String> ownBlobs = Set.of();
    private @Nullable EntrySpool entries;

    TreeScan(NamedBlobs blobs, Places places, DigestAlgorithm algorithm) {
        this.blobs = blobs;
        this.places = places;
        this.algorithm = algorithm;
    }

    /**
     * Scans a snapshot.
     *
     * @param reader reads it
     * @param into takes its files; null if they are not wanted
     * @throws VaultikException if something cannot be read; what was found until then stays
     */
    void scan(SnapshotReader reader, @Nullable EntrySpool into) throws VaultikException {
        entries = into;
        ownBlobs = new HashSet<>();
        for (ManifestBlob blob : reader.manifest().blobs()) {
            ownBlobs.add(blob.name());
        }
        SnapshotRecord record = reader.record();
        node(reader.chunks(), record.root(), -1);
        for (SnapshotRecord.Attachment attachment : record.attachments()) {
            contents(null, attachment.chunks());
            for (ChunkLocation list : attachment.lists()) {
                contents(null, list(reader.chunks(), list));
            }
        }
    }

    /** Levels go down by one, so that nothing is endless; the root has any. */
    private void node(ChunkReader chunks, ChunkLocation at, int level) throws VaultikException {
        int row = row(at);
        LongSet known = read.computeIfAbsent(row, any -> new LongSet());
        long place = (long) at.segmentOffset() << 32 | at.offset();
        if (entries == null && known.contains(place)) {
            return;
        }
        Interrupts.check();
        byte[] bytes = chunks.readThere(at);
        NodeReader node = NodeReader.decode(bytes, at.blob());
        if (level >= 0 && node.level() != level) {
            throw new MalformedException("a node is not of the level below its parent", null);
        }
        if (!known.contains(place)) {
            places.add(row, at, absolute(bytes, node, at.blob()));
        }
        for (TreeChild child : node.children()) {
            node(chunks, child.location(), node.level() - 1);
        }
        for (TreeEntry entry : node.entries()) {
            entry(chunks, entry);
        }
        known.add(place);
    }

    private void entry(ChunkReader chunks, TreeEntry entry) throws VaultikException {
        chunk(entry.attributes());
        chunk(entry.target());
        EntrySpool into = entry.entry().kind() == EntryKind.FILE ? entries : null;
        if (into != null) {
            into.begin(entry.entry());
        }
        contents(into, entry.chunks());
        for (ChunkLocation list : entry.lists()) {
            contents(into, list(chunks, list));
        }
        if (into != null) {
            into.end();
        }
    }

    private List<ChunkLocation> list(ChunkReader chunks, ChunkLocation list) throws VaultikException {
        chunk(list);
        return ChunkList.decode(chunks.readThere(list));
    }

    private void contents(@Nullable EntrySpool into, List<ChunkLocation> content) throws VaultikException {
        for (ChunkLocation at : content) {
            chunk(at);
            if (into != null) {
                into.chunk(row(at), at);
            }
        }
    }

    private void chunk(@Nullable ChunkLocation at) throws VaultikException {
        if (at != null) {
            places.add(row(at), at, null);
        }
    }

    /** A tree may name blobs of its own manifest only: of others nobody has said that they are there, or for whom. */
    private int row(ChunkLocation at) throws IntegrityException {
        NamedBlobs.Named named = ownBlobs.contains(at.blob()) ? blobs.find(at.blob()) : null;
        if (named == null) {
            throw new IntegrityException("a tree", "blobs of the manifest", "blob " + at.blob(), null);
        }
        return named.row();
    }

    private byte[] absolute(byte[] stored, NodeReader node, String holder) throws MalformedException {
        int line = 0;
        while (line < stored.length && stored[line] != '\n') {
            line++;
        }
        if (line == stored.length) {
            throw new MalformedException("a node has no line", null);
        }
        byte[] body = Arrays.copyOfRange(stored, line + 1, stored.length);
        byte[] bodyDigest = algorithm.digest(body).bytes();
        return algorithm
                .digest(Node.absoluteForm(node.level(), node.blobs(), bodyDigest, holder))
                .bytes();
    }
}
