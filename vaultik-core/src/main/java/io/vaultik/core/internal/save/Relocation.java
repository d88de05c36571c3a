package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.read.ContentCursor;
import io.vaultik.core.internal.read.SnapshotReader;
import io.vaultik.core.internal.tree.TreeReader;
import io.vaultik.core.internal.tree.TreeWriter;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.EntryPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot out of blobs that are to go: content in blobs that stay keeps its place, other content is found in usable blobs by
 * its digest or stored anew, and the tree is built again, entry by entry in the order in which it is read. Two passes over the tree, since
 * a node names blobs that are sealed. Used once, by one thread.
 */
final class Relocation {
    private final SaveSession session;
    private final SnapshotReader reader;
    private final Map<String, ManifestBlob> before = new HashMap<>();
    private final Set<String> offLimits;
    private final Predicate<String> leaving;
    private final Set<String> kept = new HashSet<>();

    /**
     * Prepares.
     *
     * @param session what stores
     * @param reader what reads the snapshot
     * @param leaving tells of a blob that is to go, or is not where the session stores
     */
    Relocation(SaveSession session, SnapshotReader reader, Predicate<String> leaving) {
        this.session = session;
        this.reader = reader;
        this.offLimits = SessionStart.offLimits(session.state());
        this.leaving = leaving;
        Manifest manifest = reader.manifest();
        manifest.blobs().forEach(blob -> before.put(blob.name(), blob));
    }

    /**
     * Where everything lies now.
     *
     * @param root the root of the tree
     * @param attachments the documents of the record
     * @param blobs the blobs that are needed, in the order of their names
     */
    record Moved(ChunkLocation root, List<SnapshotRecord.Attachment> attachments, List<ManifestBlob> blobs) {}

    /** Stores content anew that lies in blobs that go and in no usable one. On return every put is answered. */
    void moveContent() throws VaultikException {
        try (BlobPacker packer = new BlobPacker(BlobKind.DATA, session)) {
            TreeReader.Cursor lines = reader.tree().from(EntryPath.ROOT);
            for (TreeEntry line = lines.next(); line != null; line = lines.next()) {
                move(reader.content(line), packer);
                session.operation().progress().add(1, 0);
            }
            for (SnapshotRecord.Attachment attachment : reader.record().attachments()) {
                move(reader.content(attachment), packer);
            }
            packer.seal();
            session.uploads().drain();
        }
    }

    private void move(ContentCursor content, BlobPacker packer) throws VaultikException {
        for (ChunkLocation at = content.next(); at != null; at = content.next()) {
            if (isData(at) && !stays(at) && find(at) == ChunkRef.NONE) {
                Interrupts.check();
                byte[] bytes = reader.chunks().read(at);
                packer.store(bytes, 0, bytes.length);
                packer.rollIfFull();
            }
        }
    }

    /** Builds the tree again and stores the other documents anew. On return every put is answered. */
    Moved rebuild(MetadataStore store) throws VaultikException {
        TreeWriter writer = new TreeWriter(store);
        TreeReader.Cursor lines = reader.tree().from(EntryPath.ROOT);
        for (TreeEntry line = lines.next(); line != null; line = lines.next()) {
            Interrupts.check();
            writer.add(relocated(line, store));
        }
        ChunkLocation root = writer.finish();
        List<SnapshotRecord.Attachment> attachments = new ArrayList<>();
        for (SnapshotRecord.Attachment attachment : reader.record().attachments()) {
            MetadataStore.Content content = relocated(reader.content(attachment), store);
            attachments.add(new SnapshotRecord.Attachment(
                    attachment.name(), attachment.size(), content.chunks(), content.lists()));
        }
        store.finish();
        return new Moved(
                store.named(root), store.named(attachments), blobs(store.usage().blobs(store.directories())));
    }

    /** Returns the names of the blobs of data in which content has kept its place. Called after {@link #rebuild}. */
    Set<String> kept() {
        return kept;
    }

    private TreeEntry relocated(TreeEntry line, MetadataStore store) throws VaultikException {
        MetadataStore.Content content = relocated(reader.content(line), store);
        return new TreeEntry(
                line.entry(),
                content.chunks(),
                content.lists(),
                anew(line.attributes(), store),
                anew(line.target(), store));
    }

    private MetadataStore.Content relocated(ContentCursor cursor, MetadataStore store) throws VaultikException {
        MetadataStore.ContentLocations content = store.newContent();
        for (ChunkLocation at = cursor.next(); at != null; at = cursor.next()) {
            content.add(relocated(at, store));
        }
        return content.finish();
    }

    private ChunkLocation relocated(ChunkLocation at, MetadataStore store) throws VaultikException {
        if (!isData(at)) {
            return store.chunk(reader.chunks().read(at));
        }
        if (stays(at)) {
            kept.add(at.blob());
            return at;
        }
        long ref = find(at);
        if (ref == ChunkRef.NONE) {
            throw new IntegrityException("a chunk that was moved", "its place", "nothing", null);
        }
        return store.locate(ref);
    }

    private @Nullable ChunkLocation anew(@Nullable ChunkLocation at, MetadataStore store) throws VaultikException {
        return at == null ? null : store.chunk(reader.chunks().read(at));
    }

    private boolean isData(ChunkLocation at) throws MalformedException {
        ManifestBlob blob = before.get(at.blob());
        if (blob == null) {
            throw new MalformedException("a tree names the blob {}, which its manifest does not", null, at.blob());
        }
        return blob.kind() == BlobKind.DATA;
    }

    private boolean stays(ChunkLocation at) {
        return !offLimits.contains(at.blob()) && !leaving.test(at.blob());
    }

    private long find(ChunkLocation at) throws VaultikException {
        return session.index().find(ContentDigest.of(at.digest(), 0));
    }

    /** Blobs of data that stay are used as before; if moved content was found in one, too, its bytes may count twice. */
    private List<ManifestBlob> blobs(List<ManifestBlob> stored) {
        Map<String, ManifestBlob> all = new TreeMap<>();
        kept.forEach(name -> all.put(name, Objects.requireNonNull(before.get(name))));
        stored.forEach(blob -> all.merge(blob.name(), blob, (old, more) -> old.withMoreUsed(more.usedBytes())));
        return List.copyOf(all.values());
    }
}
