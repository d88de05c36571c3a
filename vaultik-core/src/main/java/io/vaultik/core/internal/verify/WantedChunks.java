package io.vaultik.core.internal.verify;

import io.vaultik.core.internal.format.BlobDirectory;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.fault.IntegrityException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The places in one blob that trees name, in the order in which they lie, each once. At most as many as a blob can hold: more
 * cannot all be right.
 */
final class WantedChunks {
    /** A place: segment offset, offset, segment length, length, digest. */
    static final int PLACE_BYTES = 4 * Integer.BYTES + 32;

    private byte[] places = new byte[0];
    private int count;
    private boolean tooMany;

    /** Adds a place; one that is the same as the one before is not added. */
    void add(byte[] record, int offset) {
        int at = count * PLACE_BYTES;
        int before = at - PLACE_BYTES;
        if (count > 0 && Arrays.equals(places, before, at, record, offset, offset + PLACE_BYTES)) {
            return;
        }
        if (count == Limits.MAX_CHUNKS_PER_BLOB) {
            tooMany = true;
            return;
        }
        if (at == places.length) {
            places = Arrays.copyOf(places, Math.max(16 * PLACE_BYTES, at * 2));
        }
        System.arraycopy(record, offset, places, at, PLACE_BYTES);
        count++;
    }

    int count() {
        return count;
    }

    /**
     * Compares with what the blob says itself.
     *
     * @param object the key of the blob
     * @param directory its directory
     * @throws IntegrityException if a place is not one of the directory
     */
    void check(String object, BlobDirectory directory) throws IntegrityException {
        ByteBuffer wanted = ByteBuffer.wrap(places, 0, count * PLACE_BYTES);
        int segment = 0;
        int chunk = 0;
        boolean right = !tooMany;
        for (int i = 0; i < count && right; i++) {
            int segmentOffset = wanted.getInt();
            int offset = wanted.getInt();
            while (segment < directory.segmentCount() && directory.segmentOffset(segment) < segmentOffset) {
                chunk = directory.firstChunk(++segment);
            }
            right = segment < directory.segmentCount() && directory.segmentOffset(segment) == segmentOffset;
            while (right && chunk < directory.firstChunk(segment + 1) && directory.chunkOffset(chunk) < offset) {
                chunk++;
            }
            right = right && isChunk(directory, segment, chunk, offset, wanted);
        }
        if (!right) {
            throw new IntegrityException(object, "every chunk that a tree names in it", "another directory", null);
        }
    }

    private static boolean isChunk(
            BlobDirectory directory, int segment, int chunk, int offset, ByteBuffer restOfPlace) {
        byte[] digest = new byte[32];
        boolean right = chunk < directory.firstChunk(segment + 1)
                && directory.chunkOffset(chunk) == offset
                && directory.storedLength(segment) == restOfPlace.getInt()
                && directory.chunkLength(chunk) == restOfPlace.getInt();
        if (right) {
            restOfPlace.get(digest);
        }
        return right && Arrays.equals(directory.digests(), chunk * 32, chunk * 32 + 32, digest, 0, 32);
    }
}
