package io.vaultik.core.internal.format;

import io.vaultik.fault.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a blob holds: its segments, and the chunks in each. It is the last frame of the plaintext of a blob, a skippable frame of
 * zstd, so that {@code zstd -d} passes over it. Immutable; packed arrays, about 48 bytes a chunk.
 *
 * <p>Grammar (all numbers little-endian, unsigned):
 *
 * <pre>
 * directory = 5E 2A 4D 18, u32 length of what follows, body, trailer
 * body      = u8 version (1), u8 kind (0 data, 1 metadata), u16 0, u32 segment count, u32 chunk count, segment*, chunk*
 * segment   = u32 offset in the plaintext, u32 stored length, u32 plain length, u32 chunk count
 * chunk     = u32 length, 32 bytes digest             in the order of segments
 * trailer   = "VLTKDIR1", u64 length of the whole frame from its first byte
 * </pre>
 */
public final class BlobDirectory {
    /** The length of the trailer, which is found from the end of the plaintext. */
    public static final int TRAILER_BYTES = 16;

    private static final int MAGIC = 0x184D2A5E;
    private static final long TRAILER_MAGIC = 0x3152_4944_4B54_4C56L; // "VLTKDIR1"
    private static final int FIXED_BYTES = 12;
    private static final int SEGMENT_BYTES = 16;
    private static final int CHUNK_BYTES = 36;

    private final BlobKind kind;
    private final int[] segmentOffset;
    private final int[] storedLength;
    private final int[] plainLength;
    private final int[] firstChunk;
    private final int[] chunkLength;
    private final int[] chunkOffset;
    private final byte[] digests;

    private BlobDirectory(BlobKind kind, int segments, int chunks) {
        this.kind = kind;
        this.segmentOffset = new int[segments];
        this.storedLength = new int[segments];
        this.plainLength = new int[segments];
        this.firstChunk = new int[segments + 1];
        this.chunkLength = new int[chunks];
        this.chunkOffset = new int[chunks];
        this.digests = new byte[chunks * 32];
    }

    /** {@return what the blob holds} */
    public BlobKind kind() {
        return kind;
    }

    /** {@return how many chunks the blob holds} */
    public int chunkCount() {
        return chunkLength.length;
    }

    /** {@return how many segments the blob holds} */
    public int segmentCount() {
        return segmentOffset.length;
    }

    /**
     * {@return where a segment begins in the plaintext of the blob, in bytes}
     *
     * @param segment its index in the blob, from 0
     */
    public int segmentOffset(int segment) {
        return segmentOffset[segment];
    }

    /**
     * {@return how many bytes a segment has as it is stored}
     *
     * @param segment its index in the blob, from 0
     */
    public int storedLength(int segment) {
        return storedLength[segment];
    }

    /**
     * {@return how many bytes a segment has when it is decompressed}
     *
     * @param segment its index in the blob, from 0
     */
    public int plainLength(int segment) {
        return plainLength[segment];
    }

    /**
     * {@return the index of the first chunk of a segment; for the segment after the last, the number of chunks}
     *
     * @param segment its index in the blob, 0 to {@link #segmentCount}
     */
    public int firstChunk(int segment) {
        return firstChunk[segment];
    }

    /**
     * {@return how many bytes a chunk has}
     *
     * @param chunk its index in the blob, from 0
     */
    public int chunkLength(int chunk) {
        return chunkLength[chunk];
    }

    /**
     * {@return where a chunk begins in its decompressed segment, in bytes}
     *
     * @param chunk its index in the blob, from 0
     */
    public int chunkOffset(int chunk) {
        return chunkOffset[chunk];
    }

    /**
     * {@return the index of the segment that holds a chunk}
     *
     * @param chunk its index in the blob, from 0
     */
    public int segmentOf(int chunk) {
        int at = Arrays.binarySearch(firstChunk, 0, segmentCount(), chunk);
        int segment = at >= 0 ? at : -at - 2;
        while (firstChunk[segment + 1] <= chunk) {
            segment++;
        }
        return segment;
    }

    /**
     * Finds a chunk at its place.
     *
     * @param offset where its segment begins in the plaintext of the blob
     * @param inSegment where it begins in the decompressed segment
     * @param length its length
     * @param digest its digest
     * @return its index in the blob; -1 if something else is there
     */
    public int indexOf(int offset, int inSegment, int length, byte[] digest) {
        int segment = Arrays.binarySearch(segmentOffset, offset);
        if (segment < 0) {
            return -1;
        }
        int at = Arrays.binarySearch(chunkOffset, firstChunk[segment], firstChunk[segment + 1], inSegment);
        boolean isIt = at >= 0
                && chunkLength[at] == length
                && Arrays.equals(digests, at * 32, at * 32 + 32, digest, 0, digest.length);
        return isIt ? at : -1;
    }

    /** {@return the digests of all chunks, 32 bytes each, in the order of chunks; must not be changed} */
    public byte[] digests() {
        return digests;
    }

    /**
     * {@return a copy of the digest of a chunk, 32 bytes}
     *
     * @param chunk its index in the blob, from 0
     */
    public byte[] digest(int chunk) {
        return Arrays.copyOfRange(digests, chunk * 32, chunk * 32 + 32);
    }

    /** {@return the bytes of all chunks together, before compression} */
    public long plainBytes() {
        long sum = 0;
        for (int length : plainLength) {
            sum += length;
        }
        return sum;
    }

    /**
     * {@return the location of a chunk in a blob that holds this directory}
     *
     * @param chunk its index in the blob, from 0
     * @param blob the name of that blob, 64 hexadecimal digits
     */
    public ChunkLocation location(int chunk, String blob) {
        int segment = segmentOf(chunk);
        return new ChunkLocation(
                blob,
                segmentOffset[segment],
                storedLength[segment],
                chunkOffset[chunk],
                chunkLength[chunk],
                digest(chunk));
    }

    /** {@return the whole frame, from magic to trailer} */
    public byte[] encode() {
        int body = FIXED_BYTES + segmentCount() * SEGMENT_BYTES + chunkCount() * CHUNK_BYTES;
        ByteBuffer out = ByteBuffer.allocate(8 + body + TRAILER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(body + TRAILER_BYTES);
        out.put((byte) 1)
                .put((byte) kind.code())
                .putShort((short) 0)
                .putInt(segmentCount())
                .putInt(chunkCount());
        for (int i = 0; i < segmentCount(); i++) {
            out.putInt(segmentOffset[i]).putInt(storedLength[i]).putInt(plainLength[i]);
            out.putInt(firstChunk[i + 1] - firstChunk[i]);
        }
        for (int i = 0; i < chunkCount(); i++) {
            out.putInt(chunkLength[i]).put(digests, i * 32, 32);
        }
        return out.putLong(TRAILER_MAGIC).putLong(out.capacity()).array();
    }

    /**
     * Reads the length of the frame from the last bytes of a plaintext.
     *
     * @param trailer the last {@link #TRAILER_BYTES} bytes
     * @return the length of the whole frame in bytes
     * @throws MalformedException if they are not the end of a directory
     */
    public static int frameLength(byte[] trailer) throws MalformedException {
        ByteBuffer in = ByteBuffer.wrap(trailer).order(ByteOrder.LITTLE_ENDIAN);
        if (trailer.length != TRAILER_BYTES || in.getLong() != TRAILER_MAGIC) {
            throw new MalformedException("a blob does not end with a directory", null);
        }
        int length = Limits.check(in.getLong(), Limits.MAX_DIRECTORY_BYTES, "the length of a directory");
        if (length < 8 + FIXED_BYTES + TRAILER_BYTES) {
            throw new MalformedException("the directory of a blob is cut: {} bytes", null, length);
        }
        return length;
    }

    /**
     * Reads a frame.
     *
     * @param frame the whole frame
     * @return the directory
     * @throws MalformedException if the bytes are not one
     */
    public static BlobDirectory decode(byte[] frame) throws MalformedException {
        if (frame.length < 8 + FIXED_BYTES + TRAILER_BYTES || frame.length > Limits.MAX_DIRECTORY_BYTES) {
            throw new MalformedException("the directory of a blob has {} bytes", null, frame.length);
        }
        ByteBuffer in = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt() != MAGIC || in.getInt() != frame.length - 8 || in.get() != 1) {
            throw new MalformedException("the directory of a blob has a wrong beginning", null);
        }
        BlobKind kind = BlobKind.ofCode(in.get());
        if (in.getShort() != 0) {
            throw new MalformedException("the directory of a blob has bits that format 1 does not know", null);
        }
        int segments = Limits.check(in.getInt(), Limits.MAX_CHUNKS_PER_BLOB, "the number of segments");
        int chunks = Limits.check(in.getInt(), Limits.MAX_CHUNKS_PER_BLOB, "the number of chunks");
        if (8L + FIXED_BYTES + (long) segments * SEGMENT_BYTES + (long) chunks * CHUNK_BYTES + TRAILER_BYTES
                != frame.length) {
            throw new MalformedException("the directory of a blob does not have the length of its content", null);
        }
        BlobDirectory directory = new BlobDirectory(kind, segments, chunks);
        directory.readSegments(in);
        directory.readChunks(in);
        if (in.getLong() != TRAILER_MAGIC || in.getLong() != frame.length) {
            throw new MalformedException("the directory of a blob has a wrong end", null);
        }
        return directory;
    }

    private void readSegments(ByteBuffer in) throws MalformedException {
        long end = 0;
        for (int i = 0; i < segmentCount(); i++) {
            segmentOffset[i] = Limits.check(in.getInt(), Limits.MAX_BLOB_BYTES, "the offset of a segment");
            storedLength[i] = Limits.check(in.getInt(), Limits.MAX_STORED_SEGMENT_BYTES, "the length of a segment");
            plainLength[i] = Limits.check(in.getInt(), Limits.MAX_SEGMENT_BYTES, "the plain length of a segment");
            int count = Limits.check(in.getInt(), chunkCount() - firstChunk[i], "the number of chunks of a segment");
            if (segmentOffset[i] != end || count == 0 || storedLength[i] == 0) {
                throw new MalformedException("segment {} of a blob is not where the one before ends", null, i);
            }
            end += storedLength[i];
            firstChunk[i + 1] = firstChunk[i] + count;
        }
        if (firstChunk[segmentCount()] != chunkCount()) {
            throw new MalformedException("the segments of a blob do not hold its chunks", null);
        }
    }

    private void readChunks(ByteBuffer in) throws MalformedException {
        for (int segment = 0; segment < segmentCount(); segment++) {
            long offset = 0;
            for (int i = firstChunk[segment]; i < firstChunk[segment + 1]; i++) {
                chunkLength[i] = Limits.check(in.getInt(), Limits.MAX_CHUNK_BYTES, "the length of a chunk");
                chunkOffset[i] = (int) offset;
                in.get(digests, i * 32, 32);
                offset += chunkLength[i];
            }
            if (offset != plainLength[segment]) {
                throw new MalformedException("segment {} of a blob does not hold its chunks", null, segment);
            }
        }
    }

    /** Collects a directory while a blob is written. Not thread-safe. */
    public static final class Builder {
        private final BlobKind kind;
        private int[] segments = new int[4 * 64];
        private int segmentCount;
        private int[] lengths = new int[256];
        private byte[] digests = new byte[256 * 32];
        private int chunkCount;
        private int closedChunks;

        /**
         * Starts a directory.
         *
         * @param kind what the blob holds
         */
        public Builder(BlobKind kind) {
            this.kind = kind;
        }

        /**
         * Adds a chunk to the segment that is being filled.
         *
         * @param digest holds the digest of the chunk
         * @param at where the 32 bytes of the digest begin
         * @param length the length of the chunk
         * @return the index of the chunk in the blob
         */
        public int chunk(byte[] digest, int at, int length) {
            if (chunkCount == lengths.length) {
                lengths = Arrays.copyOf(lengths, chunkCount * 2);
                digests = Arrays.copyOf(digests, chunkCount * 64);
            }
            lengths[chunkCount] = length;
            System.arraycopy(digest, at, digests, chunkCount * 32, 32);
            return chunkCount++;
        }

        /**
         * Closes the segment that is being filled.
         *
         * @param offset where it begins in the plaintext
         * @param stored its length as it is stored
         * @param plain its length before compression
         */
        public void segment(int offset, int stored, int plain) {
            if (segmentCount * 4 == segments.length) {
                segments = Arrays.copyOf(segments, segments.length * 2);
            }
            int at = segmentCount++ * 4;
            segments[at] = offset;
            segments[at + 1] = stored;
            segments[at + 2] = plain;
            segments[at + 3] = chunkCount - closedChunks;
            closedChunks = chunkCount;
        }

        /**
         * {@return whether the segment of a chunk is closed, so that its location is known}
         *
         * @param chunk the index that {@link #chunk} gave
         */
        public boolean isLocated(int chunk) {
            return chunk < closedChunks;
        }

        /**
         * {@return the location of a chunk whose segment is closed}
         *
         * @param chunk the index that {@link #chunk} gave
         * @param blob the name that the location gets
         */
        public ChunkLocation location(int chunk, String blob) {
            int segment = segmentCount;
            int firstOfSegment = closedChunks;
            while (firstOfSegment > chunk) {
                segment--;
                firstOfSegment -= segments[segment * 4 + 3];
            }
            int offset = 0;
            for (int i = firstOfSegment; i < chunk; i++) {
                offset += lengths[i];
            }
            return new ChunkLocation(
                    blob,
                    segments[segment * 4],
                    segments[segment * 4 + 1],
                    offset,
                    lengths[chunk],
                    Arrays.copyOfRange(digests, chunk * 32, chunk * 32 + 32));
        }

        /** {@return how many chunks were added, in closed segments and in the open one} */
        public int chunkCount() {
            return chunkCount;
        }

        /**
         * Makes the directory.
         *
         * @return the directory of all that was added
         * @throws IllegalStateException if a segment is open
         */
        public BlobDirectory build() {
            if (closedChunks != chunkCount) {
                throw new IllegalStateException("a segment is open");
            }
            BlobDirectory directory = new BlobDirectory(kind, segmentCount, chunkCount);
            System.arraycopy(lengths, 0, directory.chunkLength, 0, chunkCount);
            System.arraycopy(digests, 0, directory.digests, 0, chunkCount * 32);
            for (int i = 0; i < segmentCount; i++) {
                directory.segmentOffset[i] = segments[i * 4];
                directory.storedLength[i] = segments[i * 4 + 1];
                directory.plainLength[i] = segments[i * 4 + 2];
                directory.firstChunk[i + 1] = directory.firstChunk[i] + segments[i * 4 + 3];
                int offset = 0;
                for (int chunk = directory.firstChunk[i]; chunk < directory.firstChunk[i + 1]; chunk++) {
                    directory.chunkOffset[chunk] = offset;
                    offset += lengths[chunk];
                }
            }
            return directory;
        }
    }
}
