package io.vaultik.core.internal.read;

import io.vaultik.core.internal.blob.BlobReader;
import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.digest.Digester;
import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.tree.NodeSource;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Reads chunks of one snapshot, through the cache of segments. Thread-safe. */
public final class ChunkReader implements NodeSource {
    /** Segments of one blob that lie at most this far apart are read by one call. */
    private static final int MAX_GAP_BYTES = 256 << 10;

    /** One call reads at most this much. */
    private static final int MAX_RANGE_BYTES = 16 << 20;

    private final BlobSet blobs;
    private final SegmentCache cache;
    private final DigestAlgorithm algorithm;
    private final OtherCopies copies;

    ChunkReader(BlobSet blobs, SegmentCache cache, DigestAlgorithm algorithm, OtherCopies copies) {
        this.blobs = blobs;
        this.cache = cache;
        this.algorithm = algorithm;
        this.copies = copies;
    }

    /**
     * Reads a chunk, fetching its segment if it is not in the cache. If it is lost there, it is looked for in other snapshots.
     *
     * @throws IntegrityException if the bytes are not those of its digest, and there are no others
     * @throws VaultikException if they cannot be read
     */
    @Override
    public byte[] read(ChunkLocation location) throws VaultikException {
        try {
            return readThere(location);
        } catch (VaultikException e) {
            return rescue(location, e);
        }
    }

    /**
     * Reads a chunk where it should be, and nowhere else.
     *
     * @param location where it lies
     * @return its verified bytes
     * @throws IntegrityException if the bytes are not those of its digest, or the manifest does not name its blob
     * @throws VaultikException if they cannot be read
     */
    public byte[] readThere(ChunkLocation location) throws VaultikException {
        byte[] segment = segment(SegmentKey.of(location));
        check(location, segment);
        return Arrays.copyOfRange(segment, location.offset(), location.offset() + location.length());
    }

    /**
     * Finds a chunk that cannot be read where it should be in the blobs of other snapshots.
     *
     * @param location where it should be
     * @param failure why it cannot be read there
     * @return its verified bytes
     * @throws VaultikException the failure, if it is none of the bytes or they are nowhere; or another one if the storage fails
     */
    public byte[] rescue(ChunkLocation location, VaultikException failure) throws VaultikException {
        // A tree may name blobs of its manifest only, wherever their chunks are found then.
        blobs.reader(location.blob());
        byte[] copy = OtherCopies.isLoss(failure) ? copies.find(location) : null;
        if (copy == null) {
            throw failure;
        }
        return copy;
    }

    /** {@return how many chunks were found in other snapshots so far} */
    public long rescued() {
        return copies.found();
    }

    /**
     * Returns a segment, from the cache or the storage. Its chunks are not checked yet: {@link #check} does that.
     *
     * @param key the segment
     * @return its decompressed bytes; must not be changed
     * @throws VaultikException if it cannot be read
     */
    public byte[] segment(SegmentKey key) throws VaultikException {
        // Before the cache is asked: another snapshot may have filled it with a blob that this one does not name.
        BlobReader reader = blobs.reader(key.blob());
        byte[] segment = cache.get(key);
        if (segment == null) {
            segment = reader.segment(key.offset(), key.length());
            cache.put(key, segment);
        }
        return segment;
    }

    /**
     * Checks a chunk in its segment.
     *
     * @param location the chunk
     * @param segment the decompressed segment
     * @throws IntegrityException if the bytes are not those of its digest
     */
    public void check(ChunkLocation location, byte[] segment) throws IntegrityException {
        check(algorithm, location, segment);
    }

    static void check(DigestAlgorithm algorithm, ChunkLocation location, byte[] segment) throws IntegrityException {
        if (location.offset() > segment.length - location.length()) {
            throw new IntegrityException(
                    where(location), "a chunk of " + location.length() + " bytes", "the end of the segment", null);
        }
        Digester digester = algorithm.newDigester();
        digester.update(segment, location.offset(), location.length());
        byte[] digest = new byte[32];
        digester.digestInto(digest, 0);
        if (!Arrays.equals(digest, location.digest())) {
            throw new IntegrityException(where(location), Hex.of(location.digest()), Hex.of(digest), null);
        }
    }

    /**
     * Several segments of one blob that are read by one call.
     *
     * @param segments in the order in which they lie; not empty
     */
    public record Range(List<SegmentKey> segments) {
        private long start() {
            return segments.get(0).offset();
        }

        private long end() {
            SegmentKey last = segments.get(segments.size() - 1);
            return (long) last.offset() + last.length();
        }
    }

    /**
     * Groups segments into ranges: near ones together, each segment once, in the order in which they lie.
     *
     * @param segments any segments
     * @return the ranges
     */
    public static List<Range> ranges(Collection<SegmentKey> segments) {
        List<Range> ranges = new ArrayList<>();
        List<SegmentKey> open = new ArrayList<>();
        for (SegmentKey segment : new TreeSet<>(segments)) {
            if (!open.isEmpty() && !joins(open, segment)) {
                ranges.add(new Range(List.copyOf(open)));
                open.clear();
            }
            open.add(segment);
        }
        if (!open.isEmpty()) {
            ranges.add(new Range(List.copyOf(open)));
        }
        return ranges;
    }

    /** Receives the segments of a range. */
    @FunctionalInterface
    public interface SegmentConsumer {
        /**
         * Takes a segment.
         *
         * @param key which one
         * @param segment its decompressed bytes; must not be changed
         * @throws VaultikException to end the reading
         */
        void accept(SegmentKey key, byte[] segment) throws VaultikException;
    }

    /**
     * Reads a range by one call and hands out its segments; the cache is not asked and not filled. Damage between the segments is
     * none of theirs: where the range as a whole is damaged, each segment is read by itself.
     *
     * @param range the range
     * @param consumer takes the segments
     * @throws VaultikException if it cannot be read
     */
    public void read(Range range, SegmentConsumer consumer) throws VaultikException {
        BlobReader reader = blobs.reader(range.segments().get(0).blob());
        byte[] bytes;
        try {
            bytes = reader.read(range.start(), (int) (range.end() - range.start()));
        } catch (IntegrityException e) {
            for (SegmentKey key : range.segments()) {
                consumer.accept(key, reader.segment(key.offset(), key.length()));
            }
            return;
        }
        for (SegmentKey key : range.segments()) {
            int at = (int) (key.offset() - range.start());
            consumer.accept(key, reader.decompress(bytes, at, key.length(), key.offset()));
        }
    }

    private static boolean joins(List<SegmentKey> open, SegmentKey next) {
        SegmentKey first = open.get(0);
        SegmentKey last = open.get(open.size() - 1);
        long end = (long) last.offset() + last.length();
        return next.blob().equals(last.blob())
                && next.offset() >= end
                && next.offset() - end <= MAX_GAP_BYTES
                && (long) next.offset() + next.length() - first.offset() <= MAX_RANGE_BYTES;
    }

    private static String where(ChunkLocation location) {
        return "chunk at " + location.segmentOffset() + "+" + location.offset() + " of blob " + location.blob();
    }
}
