package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.ChunkLocation;

/**
 * Names a segment.
 *
 * @param blob the name of its blob
 * @param offset where it begins in the plaintext of the blob
 * @param length its length as it is stored
 */
public record SegmentKey(String blob, int offset, int length) implements Comparable<SegmentKey> {
    /**
     * {@return the segment that holds a chunk}
     *
     * @param chunk where the chunk lies
     */
    public static SegmentKey of(ChunkLocation chunk) {
        return new SegmentKey(chunk.blob(), chunk.segmentOffset(), chunk.segmentLength());
    }

    @Override
    public int compareTo(SegmentKey other) {
        int blobs = blob.compareTo(other.blob);
        return blobs != 0 ? blobs : Integer.compare(offset, other.offset);
    }
}
