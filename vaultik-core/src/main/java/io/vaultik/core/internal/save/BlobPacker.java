package io.vaultik.core.internal.save;

import io.vaultik.core.internal.blob.BlobWriter;
import io.vaultik.core.internal.blob.SealedBlob;
import io.vaultik.core.internal.catalog.ChunkRef;
import io.vaultik.core.internal.digest.ContentDigest;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.BlobKind;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.work.SpillBuffer;
import io.vaultik.fault.NoSpaceException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Packs chunks into blobs of one kind: names each, asks the index, adds what is new to the open blob, and hands sealed blobs to the
 * uploads. It owns its writer and its open blob; one lane uses it. Closed by its lane.
 */
final class BlobPacker implements AutoCloseable {
    /** Room for the lists and attributes that the entries of one leaf may add before the blob can be changed. */
    private static final int HEADROOM_CHUNKS = 8_192;

    private final BlobKind kind;
    private final SaveSession session;
    private final BlobWriter writer;
    private final Digester digester;
    private final byte[] digest = new byte[32];
    private final BitSet findable = new BitSet();
    private final NodeList nodes = new NodeList();
    private @Nullable SpillBuffer buffer;
    private int blob;
    private String lastSealed = "";

    BlobPacker(BlobKind kind, SaveSession session) throws VaultikException {
        this.kind = kind;
        this.session = session;
        this.writer = session.newWriter(kind);
        this.digester = session.algorithm().newDigester();
    }

    /**
     * Stores a chunk unless it is stored already.
     *
     * @return where it lies
     */
    long store(byte[] bytes, int offset, int length) throws VaultikException {
        name(bytes, offset, length);
        ContentDigest key = ContentDigest.of(digest, 0);
        if (session.isDryRun()) {
            return count(key, length);
        }
        long stored = session.index().find(key);
        if (stored != ChunkRef.NONE) {
            return stored;
        }
        begin();
        long place = ChunkRef.of(blob, writer.chunkCount());
        stored = session.index().claim(key, place);
        if (stored != ChunkRef.NONE) {
            return stored;
        }
        findable.set(add(bytes, offset, length));
        if (kind == BlobKind.DATA) {
            session.tally().newBytes(length);
        }
        return place;
    }

    /** Stores a node, which is found by its absolute form only. */
    long storeNode(byte[] bytes, int level, java.util.List<String> blobs, byte[] bodyDigest) throws VaultikException {
        name(bytes, 0, bytes.length);
        begin();
        int index = add(bytes, 0, bytes.length);
        nodes.add(index, level, blobs, bodyDigest);
        return ChunkRef.of(blob, index);
    }

    /** Returns the digest of what was stored last. */
    ContentDigest lastName() {
        return ContentDigest.of(digest, 0);
    }

    /** Tells whether a chunk lies in the blob that is being filled. */
    boolean isOpen(long ref) {
        return buffer != null && ChunkRef.blob(ref) == blob;
    }

    /** Returns the location of a chunk in the blob that is being filled; the blob of the location is empty. */
    ChunkLocation locate(long ref) throws VaultikException {
        try {
            return writer.locate(ChunkRef.index(ref));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Hands the open blob to the uploads if it is full. */
    void rollIfFull() throws VaultikException {
        if (buffer != null
                && (writer.isFull(session.targetBytes())
                        || writer.chunkCount() > Limits.MAX_CHUNKS_PER_BLOB - headroom())) {
            seal();
        }
    }

    /** Hands the open blob, if there is one, to the uploads. */
    void seal() throws VaultikException {
        SpillBuffer filled = buffer;
        if (filled == null) {
            return;
        }
        try {
            SealedBlob sealed = writer.finish();
            buffer = null;
            lastSealed = sealed.name();
            BitSet found = (BitSet) findable.clone();
            findable.clear();
            session.uploads().put(new Upload(blob, kind, sealed, filled, found, nodes.digests(sealed, session)));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Returns the name of the blob that was sealed last. */
    String lastSealed() {
        return lastSealed;
    }

    @Override
    public void close() {
        if (buffer != null) {
            buffer.close();
            buffer = null;
        }
        writer.close();
    }

    private int headroom() {
        return kind == BlobKind.METADATA ? HEADROOM_CHUNKS : 0;
    }

    private void name(byte[] bytes, int offset, int length) {
        digester.update(bytes, offset, length);
        digester.digestInto(digest, 0);
    }

    private long count(ContentDigest key, int length) throws VaultikException {
        long place = ChunkRef.of(1, 0);
        boolean isNew = session.index().find(key) == ChunkRef.NONE;
        if (isNew && session.index().claim(key, place) == ChunkRef.NONE) {
            session.tally().newBytes(length);
        }
        return place;
    }

    private void begin() throws VaultikException {
        if (buffer != null) {
            return;
        }
        SpillBuffer fresh =
                new SpillBuffer(session.context().memory(), session.context().spool());
        try {
            blob = session.catalog().reserveBlob(session.dir(), kind);
            writer.begin(fresh::write);
            buffer = fresh;
        } catch (IOException e) {
            fresh.close();
            throw failed(e);
        }
    }

    private int add(byte[] bytes, int offset, int length) throws VaultikException {
        try {
            return writer.add(digest, bytes, offset, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static VaultikException failed(IOException e) {
        return e instanceof VaultikException v ? v : new NoSpaceException("a blob cannot be packed", e);
    }
}
