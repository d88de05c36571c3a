package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A content as a stream of verified bytes, with few calls to the storage: it looks some chunks ahead and reads near ones together.
 * One thread. Closing it frees memory.
 */
public final class ContentStream extends InputStream {
    private static final int WINDOW_BYTES = 8 << 20;
    private static final int MIN_COST_BYTES = 512 << 10;

    private final SnapshotReader snapshot;
    private final ContentCursor cursor;
    private final String address;
    private final long size;
    private final List<ChunkLocation> window = new ArrayList<>();
    private final Map<SegmentKey, byte[]> segments = new HashMap<>();
    private int at;
    private byte @Nullable [] segment;
    private int from;
    private int to;
    private long done;

    /**
     * Makes a stream.
     *
     * @param snapshot the snapshot that holds it
     * @param cursor its chunks
     * @param address what it is, for messages
     * @param size how long it is
     */
    public ContentStream(SnapshotReader snapshot, ContentCursor cursor, String address, long size) {
        this.snapshot = snapshot;
        this.cursor = cursor;
        this.address = address;
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (from == to && !nextChunk()) {
            return -1;
        }
        int step = Math.min(length, to - from);
        System.arraycopy(Objects.requireNonNull(segment), from, into, offset, step);
        from += step;
        return step;
    }

    @Override
    public void close() {
        segments.clear();
        window.clear();
        segment = null;
        from = 0;
        to = 0;
    }

    private boolean nextChunk() throws VaultikException {
        try {
            if (at == window.size() && !fill()) {
                if (done != size) {
                    throw new IntegrityException(address, size + " bytes", done + " bytes", null);
                }
                return false;
            }
            ChunkLocation chunk = window.get(at++);
            take(chunk);
            done += chunk.length();
            if (done > size) {
                throw new IntegrityException(address, size + " bytes", "more", null);
            }
            return true;
        } catch (VaultikException e) {
            throw snapshot.explain(e);
        }
    }

    private void take(ChunkLocation chunk) throws VaultikException {
        byte[] bytes = segments.get(SegmentKey.of(chunk));
        try {
            if (bytes != null) {
                snapshot.chunks().check(chunk, bytes);
                segment = bytes;
                from = chunk.offset();
                to = from + chunk.length();
                return;
            }
        } catch (IntegrityException e) {
            // Read once more below, or found elsewhere.
        }
        segment = snapshot.chunks().read(chunk);
        from = 0;
        to = chunk.length();
    }

    private boolean fill() throws VaultikException {
        window.clear();
        segments.clear();
        at = 0;
        long bytes = 0;
        for (ChunkLocation chunk = next(bytes); chunk != null; chunk = next(bytes)) {
            window.add(chunk);
            // A chunk of a file that shares content with others may stand alone in its segment.
            bytes += Math.max(chunk.length(), MIN_COST_BYTES);
        }
        List<SegmentKey> wanted = window.stream().map(SegmentKey::of).distinct().toList();
        for (ChunkReader.Range range : ChunkReader.ranges(wanted)) {
            try {
                fetch(range);
            } catch (VaultikException e) {
                if (!OtherCopies.isLoss(e)) {
                    throw e;
                }
                // Its chunks are read one by one when their turn comes.
            }
        }
        return !window.isEmpty();
    }

    private void fetch(ChunkReader.Range range) throws VaultikException {
        if (range.segments().size() == 1) {
            SegmentKey key = range.segments().get(0);
            segments.put(key, snapshot.chunks().segment(key));
        } else {
            snapshot.chunks().read(range, segments::put);
        }
    }

    private @Nullable ChunkLocation next(long bytes) throws VaultikException {
        return bytes >= WINDOW_BYTES ? null : cursor.next();
    }
}
