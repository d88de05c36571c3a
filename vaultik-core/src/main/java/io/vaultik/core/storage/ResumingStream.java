package io.vaultik.core.storage;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A range of an object whose stream is opened again, from where it stopped, when it breaks. Not thread-safe. Each byte that
 * comes renews the attempts.
 */
final class ResumingStream extends InputStream {
    private final ObjectStorage storage;
    private final Retries.Source source;
    private final ObjectKey key;
    private final long end;
    private long position;
    private @Nullable InputStream current;
    private @Nullable Retries retries;
    private boolean closed;

    /**
     * Continues a stream that is open.
     *
     * @param storage where it is opened again
     * @param position where the stream stands in the object
     * @param end where it ends
     */
    ResumingStream(ObjectStorage storage, Retries.Source source, ObjectKey key, long position, long end) {
        this.storage = storage;
        this.source = source;
        this.key = key;
        this.position = position;
        this.end = end;
    }

    /** Gives the stream that was opened first, at the position; this one closes it. */
    ResumingStream from(InputStream first) {
        this.current = first;
        return this;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (closed) {
            throw new IOException("this stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        int wanted = (int) Math.min(length, end - position);
        while (true) {
            try {
                int count = readSome(target, offset, wanted);
                position += count;
                retries = null;
                return count;
            } catch (StorageException e) {
                awaitNext(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        InputStream open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    private int readSome(byte[] target, int offset, int wanted) throws StorageException {
        InputStream open = current;
        if (open == null) {
            open = storage.read(key, position, end - position);
            current = open;
        }
        try {
            int count = open.read(target, offset, wanted);
            if (count > 0) {
                return count;
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "reading {} broke off at byte {}", e, key, position);
        }
        throw new StorageException(true, "{} broke off at byte {}, before byte {}", null, key, position, end);
    }

    private void awaitNext(StorageException failure) throws StorageException {
        InputStream broken = current;
        current = null;
        try {
            if (broken != null) {
                broken.close();
            }
        } catch (IOException e) {
            if (e != failure) {
                failure.addSuppressed(e);
            }
        }
        Retries running = retries;
        if (running == null) {
            running = source.begin("reading " + key);
            retries = running;
        }
        running.awaitNext(failure);
    }
}
