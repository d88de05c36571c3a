package io.vaultik.s3;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * A body on its way to the server. The last byte is only handed out when the body ends there, so that a body which is too short or
 * too long never arrives whole. It remembers what went wrong, since the SDK wraps it. Used by one thread.
 */
final class CheckedBody implements ContentStreamProvider {
    private final ObjectKey key;
    private final ObjectBody body;
    private final long length;
    private @Nullable InputStream open;
    private @Nullable Throwable failure;

    private CheckedBody(ObjectKey key, ObjectBody body, long length) {
        this.key = key;
        this.body = body;
        this.length = length;
    }

    /**
     * Makes a body.
     *
     * @throws StorageException if it can be seen at once that it is none
     */
    static CheckedBody of(ObjectKey key, ObjectBody body) throws StorageException {
        long length = body.length();
        if (length < 0) {
            throw new StorageException(false, "the body of {} has {} bytes", null, key, length);
        }
        CheckedBody checked = new CheckedBody(key, body, length);
        if (length == 0) {
            checked.requireEmpty();
        }
        return checked;
    }

    long length() {
        return length;
    }

    ObjectBody plain() {
        return body;
    }

    RequestBody asRequest() {
        return RequestBody.fromContentProvider(this, length, "application/octet-stream");
    }

    @Override
    public InputStream newStream() {
        close();
        try {
            InputStream opened = new Counted(body.open());
            open = opened;
            return opened;
        } catch (IOException e) {
            failure = e;
            throw new BrokenBody(e);
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    /** Closes the stream that is open, if any. */
    void close() {
        InputStream last = open;
        open = null;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                // Its bytes were read; what was put does not depend on it.
            }
        }
    }

    /**
     * Throws what went wrong in the body, if anything did: as it is where it is a defect or the failure of another storage.
     *
     * @throws StorageException if the body could not be read, or had another length
     */
    void requireSound() throws StorageException {
        Throwable wrong = failure;
        if (wrong instanceof RuntimeException defect) {
            throw defect;
        }
        if (wrong instanceof Error error) {
            throw error;
        }
        if (wrong instanceof StorageException known) {
            throw known;
        }
        if (wrong != null) {
            throw new StorageException(false, "the body of {} could not be read", wrong, key);
        }
    }

    private void requireEmpty() throws StorageException {
        try (InputStream stream = newStream()) {
            if (stream.read() >= 0) {
                throw new StorageException(false, "the body of {} is longer than its 0 bytes", null, key);
            }
        } catch (IOException | BrokenBody e) {
            requireSound();
            throw new StorageException(false, "the body of {} could not be read", e, key);
        }
    }

    /** Carries the failure of a body through the SDK. */
    private static final class BrokenBody extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenBody(IOException cause) {
            super("the body could not be opened", cause);
        }
    }

    private final class Counted extends InputStream {
        private final InputStream stream;
        private long count;

        Counted(InputStream stream) {
            this.stream = stream;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int size) throws IOException {
            Objects.checkFromIndexSize(offset, size, target.length);
            try {
                return size == 0 ? 0 : checked(target, offset, size);
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
                throw e;
            }
        }

        private int checked(byte[] target, int offset, int size) throws IOException {
            int read = stream.read(target, offset, size);
            if (read < 0) {
                if (count < length) {
                    String template = "the body of {} ended after {} of {} bytes";
                    throw new StorageException(false, template, null, key, count, length);
                }
                return -1;
            }
            count += read;
            if (count > length || count == length && stream.read() >= 0) {
                throw new StorageException(false, "the body of {} is longer than its {} bytes", null, key, length);
            }
            return read;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
