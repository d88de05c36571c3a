package io.vaultik.core.internal.digest;

import static io.vaultik.core.internal.digest.Blake3Compression.CHUNK_BYTES;

/** What one worker has to hash pieces: subtrees of one size that are not the root, of which the last may be smaller. */
final class PieceHasher {
    private final Blake3 blake3;
    private final Blake3Subtrees subtrees;
    private final byte[] buffer;
    private final int chunks;

    /** Makes a worker; a piece has {@link LaneState#MAX_LANES} chunks or fewer, a power of two. */
    PieceHasher(Blake3Mode mode, Blake3Form form, int pieceBytes) {
        this.blake3 = new Blake3(mode, form);
        this.subtrees = new Blake3Subtrees(mode, form);
        this.buffer = new byte[pieceBytes];
        this.chunks = pieceBytes / CHUNK_BYTES;
    }

    byte[] buffer() {
        return buffer;
    }

    /** Writes the chaining value of the piece of that number, whose bytes are in the buffer. */
    void hash(long piece, int bytes, int[] out) {
        if (bytes == buffer.length) {
            subtrees.hash(buffer, 0, chunks, piece * chunks);
            subtrees.chainingValue(Integer.numberOfTrailingZeros(chunks), out);
        } else {
            blake3.begin(piece * chunks);
            blake3.update(buffer, 0, bytes);
            blake3.chainingValue(out, 0);
        }
    }
}
