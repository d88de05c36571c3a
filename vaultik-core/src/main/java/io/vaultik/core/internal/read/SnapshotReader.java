package io.vaultik.core.internal.read;

import io.vaultik.core.internal.age.AgeDecryptor;
import io.vaultik.core.internal.age.FileKeyUnwrapper;
import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.ChunkList;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.SnapshotRecord;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.core.internal.format.XattrList;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.tree.TreeReader;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.NotFoundException;
import io.vaultik.fault.VaultikException;
import io.vaultik.repository.Entry;
import io.vaultik.repository.EntryAttributes;
import io.vaultik.repository.SnapshotId;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one snapshot, with the identity. Thread-safe. */
public final class SnapshotReader {
    private final ObjectStorage storage;
    private final SnapshotIndex index;
    private final Manifest manifest;
    private final SnapshotRecord record;
    private final ChunkReader chunks;
    private final CurrentTree nodes;

    private SnapshotReader(
            ObjectStorage storage,
            SnapshotIndex index,
            Manifest manifest,
            SnapshotRecord record,
            ChunkReader chunks,
            CurrentTree nodes) {
        this.storage = storage;
        this.index = index;
        this.manifest = manifest;
        this.record = record;
        this.chunks = chunks;
        this.nodes = nodes;
    }

    /**
     * Opens a snapshot: reads manifest and record.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     * @param cache the cache of the repository
     * @param id the snapshot
     * @return a reader; there is nothing to close
     * @throws io.vaultik.fault.KeyRequiredException if no identity was given
     * @throws io.vaultik.fault.WrongKeyException if none fits
     * @throws NotFoundException if there is no such snapshot
     * @throws VaultikException if it cannot be read
     */
    public static SnapshotReader open(
            RepositoryContext context, ObjectStorage storage, SegmentCache cache, SnapshotId id)
            throws VaultikException {
        return open(context, storage, cache, id, null);
    }

    /**
     * Opens one of several snapshots that search together for what they have lost.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     * @param cache a cache
     * @param id the snapshot
     * @param shared the search that they share; null for one of its own
     * @return a reader; there is nothing to close
     * @throws VaultikException as {@link #open(RepositoryContext, ObjectStorage, SegmentCache, SnapshotId)}
     */
    public static SnapshotReader open(
            RepositoryContext context,
            ObjectStorage storage,
            SegmentCache cache,
            SnapshotId id,
            @Nullable OtherCopies shared)
            throws VaultikException {
        // Without a key nothing is asked of the storage.
        context.unwrapper();
        return open(context, storage, cache, new SnapshotIndex(storage, context.id()).get(id), shared);
    }

    /**
     * Opens a snapshot whose manifest was read.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     * @param cache a cache
     * @param manifest the manifest that is to be gone by
     * @param shared the search that several readers share; null for one of its own
     * @return a reader; there is nothing to close
     * @throws VaultikException as {@link #open(RepositoryContext, ObjectStorage, SegmentCache, SnapshotId)}
     */
    public static SnapshotReader open(
            RepositoryContext context,
            ObjectStorage storage,
            SegmentCache cache,
            Manifest manifest,
            @Nullable OtherCopies shared)
            throws VaultikException {
        FileKeyUnwrapper unwrapper = context.unwrapper();
        DigestAlgorithm algorithm = context.algorithm();
        SnapshotIndex index = new SnapshotIndex(storage, context.id());
        SnapshotRecord record = record(storage, manifest, algorithm, unwrapper);
        OtherCopies copies = shared == null ? new OtherCopies(context, storage, manifest) : shared;
        BlobSet blobs = new BlobSet(storage, unwrapper, manifest);
        ChunkReader chunks = new ChunkReader(blobs, cache, algorithm, copies);
        CurrentTree nodes =
                new CurrentTree(index, manifest, blobs, chunks, newer -> record(storage, newer, algorithm, unwrapper));
        return new SnapshotReader(storage, index, manifest, record, chunks, nodes);
    }

    /** {@return the manifest, whose signature was checked} */
    public Manifest manifest() {
        return manifest;
    }

    /** {@return the record, decrypted} */
    public SnapshotRecord record() {
        return record;
    }

    /** {@return what reads chunks of this snapshot} Thread-safe. */
    public ChunkReader chunks() {
        return chunks;
    }

    /** {@return a new reader of the tree} */
    public TreeReader tree() {
        return new TreeReader(nodes, record.root(), nodes);
    }

    /**
     * {@return the chunks of a file, in its order}
     *
     * @param entry the entry of the file
     */
    public ContentCursor content(TreeEntry entry) {
        return new ContentCursor(chunks, entry.chunks(), entry.lists());
    }

    /**
     * {@return the chunks of an attachment, in its order}
     *
     * @param attachment one of those of the record
     */
    public ContentCursor content(SnapshotRecord.Attachment attachment) {
        return new ContentCursor(chunks, attachment.chunks(), attachment.lists());
    }

    /**
     * Returns an entry with everything, also what lies in chunks of its own.
     *
     * @param line the entry as it stands in its leaf
     * @return the entry with attributes and link target
     * @throws VaultikException if such a chunk cannot be read
     */
    public Entry entry(TreeEntry line) throws VaultikException {
        ChunkLocation xattrs = line.attributes();
        ChunkLocation target = line.target();
        Entry entry = line.entry();
        if (xattrs == null && target == null) {
            return entry;
        }
        EntryAttributes a = entry.attributes();
        EntryAttributes.Builder full = EntryAttributes.builder()
                .user(a.user().orElse(null))
                .group(a.group().orElse(null))
                .modified(a.modified().orElse(null))
                .sparse(a.sparse())
                .xattrs(xattrs == null ? a.xattrs() : XattrList.decode(chunks.read(xattrs)));
        a.mode().ifPresent(full::mode);
        if (a.uid().isPresent() && a.gid().isPresent()) {
            full.owner(a.uid().getAsLong(), a.gid().getAsLong());
        }
        a.device().ifPresent(full::device);
        if (target != null) {
            full.linkTarget(chunks.read(target));
        } else {
            a.linkTarget().ifPresent(full::linkTarget);
        }
        return new Entry(entry.path(), entry.kind(), entry.size(), full.build(), entry.linkTo(), entry.item());
    }

    /**
     * Says what a failure of reading means: a blob that is gone is damage, unless the snapshot was deleted meanwhile. Readers have no
     * session, so they look again.
     *
     * @param failure what happened
     * @return what to throw
     */
    public VaultikException explain(VaultikException failure) {
        if (!(failure instanceof ObjectNotFoundException missing)) {
            return failure;
        }
        try {
            SnapshotId id = SnapshotId.of(manifest.snapshot());
            if (!index.exists(id)) {
                return new NotFoundException("snapshot {} was deleted while it was read", failure, id);
            }
        } catch (VaultikException e) {
            failure.addSuppressed(e);
        }
        return new IntegrityException(missing.key().value(), "a blob of this snapshot", "nothing", failure);
    }

    /** {@return the storage that is read from} */
    public ObjectStorage storage() {
        return storage;
    }

    private static SnapshotRecord record(
            ObjectStorage storage, Manifest manifest, DigestAlgorithm algorithm, FileKeyUnwrapper unwrapper)
            throws VaultikException {
        ObjectKey key = Keys.record(manifest.session());
        byte[] object = SmallObjects.read(storage, key, Limits.MAX_DOCUMENT_BYTES)
                .orElseThrow(() -> new IntegrityException(key.value(), "a snapshot record", "nothing", null));
        String digest = algorithm.digest(object).hex();
        if (!digest.equals(manifest.recordDigest())) {
            throw new IntegrityException(key.value(), manifest.recordDigest(), digest, null);
        }
        try (AgeDecryptor in = AgeDecryptor.open(key.value(), new ByteArrayInputStream(object), unwrapper)) {
            byte[] frame = in.readNBytes(object.length);
            byte[] json = ZstdFrame.decompress(key.value(), frame, 0, frame.length, Limits.MAX_DOCUMENT_BYTES);
            SnapshotRecord record = SnapshotRecord.decode(json);
            Manifest original = manifest.original();
            if (!record.repository().equals(original.repository())
                    || !record.snapshot().equals(original.snapshot())) {
                throw new IntegrityException(
                        key.value(), "the record of " + original.snapshot(), "that of " + record.snapshot(), null);
            }
            return record;
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "{} cannot be read", e, key);
        }
    }

    /** Reads lists of chunks for {@link ContentCursor}. */
    static java.util.List<ChunkLocation> list(ChunkReader chunks, ChunkLocation location) throws VaultikException {
        return ChunkList.decode(chunks.read(location));
    }
}
