package io.vaultik.core.internal.read;

import io.vaultik.core.internal.blob.BlobAddress;
import io.vaultik.core.internal.blob.BlobReader;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Manifest;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.work.Interrupts;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongKeyException;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Chunks that are lost where a snapshot has them, found by their digests in blobs of other snapshots: after a damage the next snapshot
 * stores anew what it can no longer reuse. Directories of blobs are read one by one, those of newer snapshots first, until a chunk is
 * found; nothing is read before the first loss. Memory is bounded, and so is what is looked at: the first {@link #MAX_CHUNKS} chunks.
 * Thread-safe.
 */
public final class OtherCopies {
    /** How many chunks are remembered, by eight bytes each. */
    static final int MAX_CHUNKS = 2_000_000;

    private static final int FILTER_BITS = 1 << 25;

    private final RepositoryContext context;
    private final ObjectStorage storage;
    private final SnapshotIndex index;
    private final @Nullable Manifest own;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Scanned> scanned = new ArrayList<>();
    private final BitSet filter = new BitSet();
    private final Set<String> met = new HashSet<>();
    private final Deque<ManifestBlob> blobs = new ArrayDeque<>();
    private @Nullable Deque<ManifestListing.Counting> snapshots;
    private @Nullable Opened opened;
    /** The blobs of the own revision: what moved there is not lost. */
    private final Set<ManifestBlob> revision = new HashSet<>();

    private boolean ownLooked;
    private int chunks;
    private long found;

    /**
     * Prepares a search for what snapshots have lost, newest snapshots first.
     *
     * @param context the repository
     * @param storage its storage, counted and repeated
     */
    public OtherCopies(RepositoryContext context, ObjectStorage storage) {
        this(context, storage, null);
    }

    /** Prepares a search for what one snapshot has lost. */
    OtherCopies(RepositoryContext context, ObjectStorage storage, @Nullable Manifest own) {
        this.context = context;
        this.storage = storage;
        this.index = new SnapshotIndex(storage, context.id());
        this.own = own;
    }

    /** A blob whose directory was read: the beginnings of the digests in it, in ascending order. */
    private record Scanned(ManifestBlob blob, long[] beginnings) {
        boolean mayHold(byte[] digest) {
            return Arrays.binarySearch(beginnings, beginning(digest, 0)) >= 0;
        }
    }

    /** Tells whether a failure to read says that something is lost, and not that the storage fails. */
    static boolean isLoss(VaultikException failure) {
        return failure instanceof IntegrityException
                || failure instanceof MalformedException
                || failure instanceof ObjectNotFoundException
                || failure instanceof WrongKeyException;
    }

    /** Returns how many chunks were found so far that the snapshot had lost. */
    long found() {
        lock.lock();
        try {
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Finds a chunk.
     *
     * @param lost where it should be
     * @return its verified bytes, or null if it is nowhere, or the snapshot is gone itself
     * @throws VaultikException if the storage fails
     */
    byte @Nullable [] find(ChunkLocation lost) throws VaultikException {
        lock.lock();
        try {
            // What no directory holds that was read needs no second look at them.
            boolean known = filter.get(bit(beginning(lost.digest(), 0)));
            for (int i = known ? 0 : scanned.size(); i < scanned.size() || scanNext(); i++) {
                byte[] bytes = scanned.get(i).mayHold(lost.digest())
                        ? take(scanned.get(i).blob(), lost)
                        : null;
                if (bytes != null) {
                    found += revision.contains(scanned.get(i).blob()) ? 0 : 1;
                    return bytes;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Adds the directory of one more blob; one that cannot be read holds nothing. */
    private boolean scanNext() throws VaultikException {
        ManifestBlob blob = nextBlob();
        if (blob == null) {
            return false;
        }
        long[] beginnings = {};
        try {
            BlobDirectory directory = reader(blob).directory();
            beginnings = new long[directory.chunkCount()];
            for (int i = 0; i < beginnings.length; i++) {
                beginnings[i] = beginning(directory.digests(), i * 32);
                filter.set(bit(beginnings[i]));
            }
            Arrays.sort(beginnings);
        } catch (VaultikException e) {
            if (!isLoss(e)) {
                throw e;
            }
        }
        chunks += beginnings.length;
        scanned.add(new Scanned(blob, beginnings));
        return true;
    }

    private @Nullable ManifestBlob nextBlob() throws VaultikException {
        Interrupts.check();
        if (chunks >= MAX_CHUNKS) {
            return null;
        }
        Deque<ManifestListing.Counting> left = snapshots;
        if (left == null) {
            left = order();
            snapshots = left;
        }
        while (blobs.isEmpty() && !left.isEmpty()) {
            addBlobs(left.remove());
        }
        Manifest self = own;
        if (blobs.isEmpty() && self != null && !ownLooked) {
            // Its own blobs, which most others have as well, are looked at when all else is in vain.
            ownLooked = true;
            blobs.addAll(self.blobs());
        }
        return blobs.poll();
    }

    /**
     * Of one snapshot's losses, its own revision comes first, if there is a newer one; then newer snapshots, the next one first of all;
     * then older ones, the last one first.
     */
    private Deque<ManifestListing.Counting> order() throws VaultikException {
        Deque<ManifestListing.Counting> order = new ArrayDeque<>();
        List<ManifestListing.Counting> all = index.counting(new HashSet<>());
        Manifest manifest = own;
        if (manifest == null) {
            all.stream()
                    .sorted(Comparator.comparing(ManifestListing.Counting::dir).reversed())
                    .forEach(order::add);
            return order;
        }
        String id = manifest.snapshot();
        Optional<ManifestListing.Counting> current =
                all.stream().filter(counting -> counting.dir().equals(id)).findFirst();
        if (current.isEmpty()) {
            ownLooked = true;
            return order;
        }
        manifest.blobs().forEach(blob -> met.add(blob.name()));
        if (!current.get().session().equals(manifest.session())) {
            order.add(current.get());
        }
        all.stream().filter(counting -> counting.dir().compareTo(id) > 0).forEach(order::add);
        all.stream()
                .filter(counting -> counting.dir().compareTo(id) < 0)
                .sorted(Comparator.comparing(ManifestListing.Counting::dir).reversed())
                .forEach(order::add);
        return order;
    }

    private void addBlobs(ManifestListing.Counting counting) throws VaultikException {
        Optional<Manifest> manifest;
        try {
            manifest = index.stored(counting).map(StoredManifest::manifest);
        } catch (StorageException e) {
            throw e;
        } catch (VaultikException e) {
            // What cannot be read is of no help.
            return;
        }
        Manifest self = own;
        manifest.ifPresent(other ->
                other.blobs().stream().filter(blob -> met.add(blob.name())).forEach(blobs::add));
        if (self != null && counting.dir().equals(self.snapshot())) {
            revision.addAll(blobs);
        }
    }

    private byte @Nullable [] take(ManifestBlob blob, ChunkLocation lost) throws VaultikException {
        try {
            Opened from = opened;
            if (from == null || !from.blob.equals(blob)) {
                from = new Opened(blob, reader(blob));
                opened = from;
            }
            return from.take(lost, context.algorithm());
        } catch (VaultikException e) {
            if (!isLoss(e)) {
                throw e;
            }
            return null;
        }
    }

    /** The blob that was used last: what is lost together is often found together. */
    private static final class Opened {
        private final ManifestBlob blob;
        private final BlobReader reader;
        private final BlobDirectory directory;
        private int segmentAt = -1;
        private byte[] segment = {};

        Opened(ManifestBlob blob, BlobReader reader) throws VaultikException {
            this.blob = blob;
            this.reader = reader;
            this.directory = reader.directory();
        }

        byte @Nullable [] take(ChunkLocation lost, DigestAlgorithm algorithm) throws VaultikException {
            byte[] digests = directory.digests();
            for (int i = 0; i < directory.chunkCount(); i++) {
                if (Arrays.equals(digests, i * 32, i * 32 + 32, lost.digest(), 0, 32)) {
                    ChunkLocation at = directory.location(i, blob.name());
                    if (segmentAt != at.segmentOffset()) {
                        segment = reader.segment(at.segmentOffset(), at.segmentLength());
                        segmentAt = at.segmentOffset();
                    }
                    ChunkReader.check(algorithm, at, segment);
                    return at.length() == lost.length()
                            ? Arrays.copyOfRange(segment, at.offset(), at.offset() + at.length())
                            : null;
                }
            }
            return null;
        }
    }

    private BlobReader reader(ManifestBlob blob) throws VaultikException {
        BlobAddress address = new BlobAddress(blob.name(), blob.length(), blob.headerLength());
        return new BlobReader(storage, address, context.unwrapper());
    }

    private static int bit(long beginning) {
        return (int) (beginning >>> 32) & (FILTER_BITS - 1);
    }

    private static long beginning(byte[] digests, int at) {
        return ByteBuffer.wrap(digests).getLong(at);
    }
}
