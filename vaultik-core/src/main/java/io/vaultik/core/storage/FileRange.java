package io.vaultik.core.storage;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A stream of exactly one range of one file. Not thread-safe. Closing it closes the file.
 *
 * <p>A file that has become shorter since the range was checked ends the stream with an exception, never early.
 */
final class FileRange extends InputStream {
    /** The JDK keeps a native buffer as large as the largest read for each thread; this bounds it. */
    private static final int MAX_STEP_BYTES = 1 << 20;

    private final FileChannel channel;
    private final ObjectKey key;
    private final FileFailures failures;
    private long position;
    private final long end;

    FileRange(FileChannel channel, ObjectKey key, FileFailures failures, long offset, long length) {
        this.channel = channel;
        this.key = key;
        this.failures = failures;
        this.position = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int step = (int) Math.min(Math.min(length, MAX_STEP_BYTES), end - position);
        int count = readAt(ByteBuffer.wrap(target, offset, step));
        if (count <= 0) {
            throw new StorageException(false, "{} ends at byte {}, before byte {}", null, key, position, end);
        }
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, end - position);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int readAt(ByteBuffer target) throws StorageException {
        try {
            return channel.read(target, position);
        } catch (IOException e) {
            throw failures.of(StorageVerb.READ, key, e);
        }
    }
}
