package io.vaultik.core.internal.rebuild;

import io.vaultik.core.internal.format.ChunkLocation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in a blob and what lies there, as a record of a sort by blob and place:
 *
 * <pre>
 * record = row(4) segmentOffset(4) offset(4) segmentLength(4) length(4) digest(32) [digest of the absolute form of a node(32)]
 * </pre>
 *
 * @param row the blob
 * @param segmentOffset where its segment begins
 * @param offset where it begins in the decompressed segment
 * @param segmentLength the length of the segment as it is stored
 * @param length its length
 * @param digest its digest
 * @param absolute of a node, the digest of its absolute form; of a chunk null
 */
record Place(
        int row,
        int segmentOffset,
        int offset,
        int segmentLength,
        int length,
        byte[] digest,
        byte @Nullable [] absolute) {
    private static final int CHUNK_BYTES = 5 * Integer.BYTES + 32;

    static byte[] encode(int row, ChunkLocation at, byte @Nullable [] absolute) {
        ByteBuffer record = ByteBuffer.allocate(CHUNK_BYTES + (absolute == null ? 0 : absolute.length))
                .putInt(row)
                .putInt(at.segmentOffset())
                .putInt(at.offset())
                .putInt(at.segmentLength())
                .putInt(at.length())
                .put(at.digest());
        if (absolute != null) {
            record.put(absolute);
        }
        return record.array();
    }

    static Place decode(byte[] record) {
        ByteBuffer in = ByteBuffer.wrap(record);
        return new Place(
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                in.getInt(),
                Arrays.copyOfRange(record, CHUNK_BYTES - 32, CHUNK_BYTES),
                record.length == CHUNK_BYTES ? null : Arrays.copyOfRange(record, CHUNK_BYTES, record.length));
    }
}
