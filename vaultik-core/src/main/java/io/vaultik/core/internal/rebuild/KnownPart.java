package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.catalog.AnsweredBlob;
import io.vaultik.core.internal.catalog.DigestRows;
import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What trees tell of the content of one blob, as a directory. Places between those that are known are filled up with chunks of no digest,
 * which nobody finds, and so is the end, up to the plain bytes that manifests tell: what is known lies where it lies in the blob. Not
 * thread-safe; used once.
 */
final class KnownPart {
    private static final byte[] NO_DIGEST = new byte[32];

    private final ManifestBlob blob;
    private final BlobDirectory.Builder builder;
    private final List<Place> places = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();
    private long plainBytes;
    /** Where the segments so far end in the plaintext. */
    private int end;

    /** Where the chunks of the open segment so far end. */
    private int at;

    private KnownPart(ManifestBlob blob) {
        this.blob = blob;
        this.builder = new BlobDirectory.Builder(blob.kind());
    }

    /**
     * Puts places together.
     *
     * @param blob the blob
     * @param places what lies in it, in order
     * @return what the catalog takes; null if the places contradict each other, or what the manifest says
     */
    static AnsweredBlob.@Nullable Contents of(ManifestBlob blob, List<Place> places) {
        KnownPart part = new KnownPart(blob);
        try {
            return part.add(places) ? part.contents() : null;
        } catch (MalformedException e) {
            return null;
        }
    }

    private boolean add(List<Place> all) {
        Place segment = null;
        for (Place place : all) {
            if (segment == null || segment.segmentOffset() != place.segmentOffset()) {
                close(segment);
                if (place.segmentOffset() < end || !fillSegments(place.segmentOffset())) {
                    return false;
                }
                segment = place;
                at = 0;
            }
            if (place.segmentLength() != segment.segmentLength() || place.offset() < at) {
                return false;
            }
            if (place.offset() > at) {
                builder.chunk(NO_DIGEST, 0, place.offset() - at);
            }
            places.add(place);
            indexes.add(builder.chunk(place.digest(), 0, place.length()));
            at = place.offset() + place.length();
        }
        close(segment);
        return fillEnd();
    }

    private void close(@Nullable Place segment) {
        if (segment != null) {
            builder.segment(segment.segmentOffset(), segment.segmentLength(), at);
            end = segment.segmentOffset() + segment.segmentLength();
            plainBytes += at;
        }
    }

    private boolean fillSegments(int to) {
        while (end < to && hasRoom()) {
            int length = Math.min(to - end, Limits.MAX_STORED_SEGMENT_BYTES);
            fill(length, 1);
        }
        return end == to;
    }

    private boolean fillEnd() {
        while (plainBytes < blob.plainBytes() && hasRoom()) {
            fill(1, (int) Math.min(blob.plainBytes() - plainBytes, Limits.MAX_CHUNK_BYTES));
        }
        return plainBytes == blob.plainBytes();
    }

    private void fill(int stored, int plain) {
        builder.chunk(NO_DIGEST, 0, plain);
        builder.segment(end, stored, plain);
        end += stored;
        plainBytes += plain;
    }

    private boolean hasRoom() {
        return builder.chunkCount() < Limits.MAX_CHUNKS_PER_BLOB;
    }

    private AnsweredBlob.Contents contents() throws MalformedException {
        byte[] directory = builder.build().encode();
        byte[] digests = BlobDirectory.decode(directory).digests();
        byte[] absolute = new byte[digests.length];
        BitSet chunks = new BitSet();
        BitSet nodes = new BitSet();
        for (int i = 0; i < places.size(); i++) {
            int index = indexes.get(i);
            byte[] form = places.get(i).absolute();
            if (form == null) {
                chunks.set(index);
            } else {
                nodes.set(index);
                System.arraycopy(form, 0, absolute, index * NO_DIGEST.length, NO_DIGEST.length);
            }
        }
        byte[] found = nodes.isEmpty() ? new byte[0] : Arrays.copyOf(absolute, nodes.length() * NO_DIGEST.length);
        return new AnsweredBlob.Contents(directory, new DigestRows(digests, chunks), new DigestRows(found, nodes));
    }
}
