package io.vaultik.core.internal.read;

import io.vaultik.core.internal.format.ChunkLocation;
import io.vaultik.core.internal.format.TreeEntry;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * A file of a snapshot, to be read anywhere: only the segments that hold what is read are fetched. One thread. Nothing is held open in
 * the storage.
 */
public final class ContentChannel implements SeekableByteChannel {
    private final SnapshotReader snapshot;
    private final long size;
    private final ChunkLocation[] chunks;
    private final long[] starts;
    private long position;
    private boolean closed;

    /**
     * Opens a file; its list of chunks is read.
     *
     * @param snapshot the snapshot
     * @param file the file
     * @throws VaultikException if the list cannot be read, or does not have the length of the file
     */
    public ContentChannel(SnapshotReader snapshot, TreeEntry file) throws VaultikException {
        this.snapshot = snapshot;
        this.size = file.entry().size();
        ContentCursor cursor = snapshot.content(file);
        ChunkLocation[] list = new ChunkLocation[16];
        int count = 0;
        for (ChunkLocation chunk = cursor.next(); chunk != null; chunk = cursor.next()) {
            if (count == list.length) {
                list = Arrays.copyOf(list, count * 2);
            }
            list[count++] = chunk;
        }
        this.chunks = Arrays.copyOf(list, count);
        this.starts = new long[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i + 1] = starts[i] + chunks[i].length();
        }
        if (starts[count] != size) {
            throw new IntegrityException("a file", size + " bytes", starts[count] + " bytes", null);
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        checkOpen();
        if (position >= size) {
            return -1;
        }
        int done = 0;
        while (into.hasRemaining() && position < size) {
            int found = Arrays.binarySearch(starts, position);
            int index = found >= 0 ? found : -found - 2;
            // Chunks are never empty, so a start that is found is that of its own chunk.
            byte[] bytes = chunk(chunks[index]);
            int skip = (int) (position - starts[index]);
            int step = Math.min(into.remaining(), bytes.length - skip);
            into.put(bytes, skip, step);
            position += step;
            done += step;
        }
        return done;
    }

    @Override
    public long position() throws IOException {
        checkOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws IOException {
        checkOpen();
        if (newPosition < 0) {
            throw new IllegalArgumentException("a position is at least 0");
        }
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        checkOpen();
        return size;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    private byte[] chunk(ChunkLocation location) throws VaultikException {
        try {
            return snapshot.chunks().read(location);
        } catch (VaultikException e) {
            throw snapshot.explain(e);
        }
    }

    private void checkOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
