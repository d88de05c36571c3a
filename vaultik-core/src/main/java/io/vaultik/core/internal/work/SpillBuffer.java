package io.vaultik.core.internal.work;

import io.vaultik.fault.VaultikException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A growing sequence of bytes, such as a blob under construction: in memory as long as the {@link MemoryLimit} grants it,
 * and from the first refusal on in a spool file.
 *
 * <p>Writing is for one thread; reading, once the last byte is written, for any number. Whoever makes it closes it, after
 * the last reader has ended.
 */
public final class SpillBuffer implements AutoCloseable {
    /** What one piece takes of the limit. */
    static final int GRANT_BYTES = 1 << 20;

    // With its header, the array fills one or two regions of a G1 heap to the end instead of just missing them.
    private static final int PIECE_BYTES = GRANT_BYTES - 64;

    private final MemoryLimit limit;
    private final Spool spool;
    private final List<byte[]> pieces = new ArrayList<>();
    private @Nullable SpoolFile spilled;
    private int lastPieceBytes = PIECE_BYTES;
    private long lengthBytes;
    private boolean closed;

    /**
     * Makes an empty buffer, which holds nothing yet.
     *
     * @param limit what grants the memory
     * @param spool where the rest goes
     */
    public SpillBuffer(MemoryLimit limit, Spool spool) {
        this.limit = limit;
        this.spool = spool;
    }

    /**
     * Appends bytes.
     *
     * @param bytes where they are
     * @param offset the index of the first one
     * @param length how many
     * @throws io.vaultik.fault.NoSpaceException if neither the memory nor the disk suffices
     * @throws VaultikException if they cannot be written
     */
    public void write(byte[] bytes, int offset, int length) throws VaultikException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        int from = offset;
        int left = length;
        while (left > 0 && hasRoomInMemory()) {
            int count = Math.min(left, PIECE_BYTES - lastPieceBytes);
            System.arraycopy(bytes, from, pieces.get(pieces.size() - 1), lastPieceBytes, count);
            lastPieceBytes += count;
            lengthBytes += count;
            from += count;
            left -= count;
        }
        if (left > 0) {
            spill().write(bytes, from, left);
            lengthBytes += left;
        }
    }

    /**
     * Returns how many bytes were written.
     *
     * @return bytes
     */
    public long length() {
        return lengthBytes;
    }

    /**
     * Returns a stream that writes into this buffer. Closing it does nothing.
     *
     * @return a stream for the one thread that writes
     */
    public OutputStream output() {
        return new Output();
    }

    /**
     * Reads all of it from the start. The first call ends the writing.
     *
     * @return an independent stream, for one thread; it need not be closed
     * @throws VaultikException if the last bytes cannot be written
     */
    public InputStream open() throws VaultikException {
        requireOpen();
        List<InputStream> parts = new ArrayList<>(pieces.size() + 1);
        for (int i = 0; i < pieces.size(); i++) {
            int length = i < pieces.size() - 1 ? PIECE_BYTES : lastPieceBytes;
            parts.add(new ByteArrayInputStream(pieces.get(i), 0, length));
        }
        SpoolFile file = spilled;
        if (file != null) {
            parts.add(file.open(0));
        }
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    /** Gives the memory back and frees the disk. Does nothing when called again. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        limit.release((long) GRANT_BYTES * pieces.size());
        pieces.clear();
        SpoolFile file = spilled;
        if (file != null) {
            file.close();
        }
    }

    private boolean hasRoomInMemory() {
        if (spilled != null) {
            return false;
        }
        if (lastPieceBytes == PIECE_BYTES && limit.tryAcquire(GRANT_BYTES)) {
            byte[] piece = newPiece();
            pieces.add(piece);
            lastPieceBytes = 0;
        }
        return lastPieceBytes < PIECE_BYTES;
    }

    private byte[] newPiece() {
        try {
            return new byte[PIECE_BYTES];
        } catch (OutOfMemoryError e) {
            limit.release(GRANT_BYTES);
            throw e;
        }
    }

    private SpoolFile spill() throws VaultikException {
        SpoolFile file = spilled;
        if (file == null) {
            file = spool.create();
            spilled = file;
        }
        return file;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the buffer is closed");
        }
    }

    private final class Output extends OutputStream {
        private final byte[] one = new byte[1];

        @Override
        public void write(int value) throws IOException {
            one[0] = (byte) value;
            SpillBuffer.this.write(one, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            SpillBuffer.this.write(bytes, offset, length);
        }
    }
}
