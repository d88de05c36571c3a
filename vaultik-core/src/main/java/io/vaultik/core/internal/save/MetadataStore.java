package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkList;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Node;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.tree.NodeSink;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores what describes files: nodes, lists of chunks, long attributes. One packer writes children before their parents, so a child
 * is in the open blob or in a sealed one. A node that is stored already is found by its absolute form and not stored again. One
 * thread; closed by the run.
 */
final class MetadataStore implements NodeSink, AutoCloseable {
    private final SaveSession session;
    private final BlobPacker packer;
    private final Digester digester;
    private final Directories directories;
    private final BlobUsage usage = new BlobUsage();
    private @Nullable ContentDigest lastNode;
    private KnownLeaves.@Nullable Node lastLeaf;

    MetadataStore(SaveSession session) throws VaultikException {
        this.session = session;
        this.packer = new BlobPacker(BlobKind.METADATA, session);
        this.digester = session.algorithm().newDigester();
        this.directories = session.directories();
    }

    Directories directories() {
        return directories;
    }

    BlobUsage usage() {
        return usage;
    }

    @Override
    public long store(Node node) throws VaultikException {
        byte[] bodyDigest = new byte[32];
        digester.update(node.body(), 0, node.body().length);
        digester.digestInto(bodyDigest, 0);
        long ref = node.namesItsBlob() ? ChunkRef.NONE : find(node, bodyDigest);
        if (ref == ChunkRef.NONE) {
            ref = packer.storeNode(node.stored(), node.level(), node.blobs(), bodyDigest);
            lastNode = packer.lastName();
        }
        if (node.level() == 0 && lastNode != null) {
            lastLeaf = new KnownLeaves.Node(ref, lastNode);
        }
        return ref;
    }

    /** Returns the leaf that was stored or found last, or null if there was none. */
    KnownLeaves.@Nullable Node lastLeaf() {
        return lastLeaf;
    }

    /** Tells whether a leaf that the catalog knows is stored where this session may use it. */
    boolean holds(KnownLeaves.Node leaf) throws VaultikException {
        return session.usable().contains(ChunkRef.blob(leaf.ref())) && directories.holds(leaf.ref(), leaf.digest());
    }

    /** Notes that a node which is stored already names a chunk of data. */
    void use(long ref) throws VaultikException {
        usage.add(ref, directories.length(ref));
    }

    Digester newDigester() {
        return session.algorithm().newDigester();
    }

    @Override
    public ChunkLocation locate(long reference) throws VaultikException {
        ChunkLocation location = packer.isOpen(reference) ? packer.locate(reference) : directories.locate(reference);
        usage.add(reference, location.length());
        return location;
    }

    @Override
    public void mayRoll() throws VaultikException {
        packer.rollIfFull();
    }

    /** Stores bytes as a chunk of their own and tells where it lies. */
    ChunkLocation chunk(byte[] bytes) throws VaultikException {
        return locate(packer.store(bytes, 0, bytes.length));
    }

    /**
     * Where a content lies, as an entry or an attachment tells it.
     *
     * @param chunks its chunks, if they are few
     * @param lists otherwise the chunks that hold their list
     */
    record Content(List<ChunkLocation> chunks, List<ChunkLocation> lists) {}

    /** Returns the locations of chunks, or of the lists that hold them if they are many. */
    Content content(long[] refs) throws VaultikException {
        ContentLocations content = newContent();
        for (long ref : refs) {
            content.add(locate(ref));
        }
        return content.finish();
    }

    /** Returns what collects the locations of one content. */
    ContentLocations newContent() {
        return new ContentLocations();
    }

    /** The locations of the chunks of one content, in its order: lists of many are stored as they fill. */
    final class ContentLocations {
        private final List<ChunkLocation> lists = new ArrayList<>();
        private final List<ChunkLocation> chunks = new ArrayList<>();

        private ContentLocations() {}

        void add(ChunkLocation chunk) throws VaultikException {
            chunks.add(chunk);
            if (chunks.size() == ChunkList.MAX_LOCATIONS) {
                lists.add(MetadataStore.this.chunk(ChunkList.encode(chunks)));
                chunks.clear();
            }
        }

        Content finish() throws VaultikException {
            if (lists.isEmpty() && chunks.size() <= Limits.MAX_INLINE_CHUNKS) {
                return new Content(List.copyOf(chunks), List.of());
            }
            if (!chunks.isEmpty()) {
                lists.add(MetadataStore.this.chunk(ChunkList.encode(chunks)));
            }
            return new Content(List.of(), List.copyOf(lists));
        }
    }

    /** Stores a small document in chunks beside the nodes. */
    long[] storeDocument(byte[] bytes) throws VaultikException {
        int pieces = (bytes.length + Limits.SEGMENT_TARGET_BYTES - 1) / Limits.SEGMENT_TARGET_BYTES;
        long[] refs = new long[pieces];
        for (int i = 0; i < pieces; i++) {
            int from = i * Limits.SEGMENT_TARGET_BYTES;
            refs[i] = packer.store(bytes, from, Math.min(Limits.SEGMENT_TARGET_BYTES, bytes.length - from));
        }
        return refs;
    }

    /** Seals the last blob; on return all puts are answered, and locations of it have its name. */
    void finish() throws VaultikException {
        packer.seal();
        session.uploads().drain();
    }

    /** Returns a location with the name of the last blob in place of the empty one. Called after {@link #finish}. */
    ChunkLocation named(ChunkLocation location) {
        if (!location.blob().isEmpty()) {
            return location;
        }
        return new ChunkLocation(
                packer.lastSealed(),
                location.segmentOffset(),
                location.segmentLength(),
                location.offset(),
                location.length(),
                location.digest());
    }

    /** Returns attachments whose locations have names. */
    List<SnapshotRecord.Attachment> named(List<SnapshotRecord.Attachment> attachments) {
        return attachments.stream()
                .map(a -> new SnapshotRecord.Attachment(
                        a.name(),
                        a.size(),
                        a.chunks().stream().map(this::named).toList(),
                        a.lists().stream().map(this::named).toList()))
                .toList();
    }

    @Override
    public void close() {
        packer.close();
    }

    private long find(Node node, byte[] bodyDigest) throws VaultikException {
        byte[] form = Node.absoluteForm(node.level(), node.blobs(), bodyDigest, "");
        byte[] digest = new byte[32];
        digester.update(form, 0, form.length);
        digester.digestInto(digest, 0);
        long stored = session.catalog().findNode(digest);
        boolean isUsable = stored != ChunkRef.NONE && session.usable().contains(ChunkRef.blob(stored));
        return isUsable && holds(stored, node) ? stored : ChunkRef.NONE;
    }

    /** Tells whether a node is where the catalog says. Its stored form names the blob that holds it by the empty text. */
    private boolean holds(long ref, Node node) throws VaultikException {
        String holder = directories.blob(ChunkRef.blob(ref)).name();
        List<String> blobs = node.blobs().stream()
                .map(name -> name.equals(holder) ? "" : name)
                .toList();
        byte[] bytes = new Node(node.level(), blobs, node.body()).stored();
        byte[] digest = new byte[ContentDigest.BYTES];
        digester.update(bytes, 0, bytes.length);
        digester.digestInto(digest, 0);
        lastNode = ContentDigest.of(digest, 0);
        return directories.holds(ref, lastNode);
    }
}
