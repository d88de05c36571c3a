package io.vaultik.s3;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an object, or of a range of it. A body that breaks off is asked for again from where it stopped, of the same version of
 * the object, a few times; then reading fails, retryable. Not thread-safe.
 */
final class ObjectStream extends InputStream {
    /** How often one stream is resumed: beyond that the waiting between attempts, which is done outside, is better. */
    private static final int MOST_RESUMPTIONS = 8;
    /** What is left of a body is read to its end if it is not longer, so that its connection can be used again. */
    private static final int DRAINED_BYTES = 64 << 10;

    private final Reading reading;
    private final ObjectKey key;
    private final @Nullable String etag;
    private final long end;
    private long position;
    private long resumedAt = -1;
    private int resumptions;
    private @Nullable ResponseInputStream<GetObjectResponse> current;
    private boolean closed;

    /**
     * Continues an answer.
     *
     * @param position where in the object it begins
     * @param end where it ends
     */
    ObjectStream(
            Reading reading, ObjectKey key, long position, long end, ResponseInputStream<GetObjectResponse> answer) {
        this.reading = reading;
        this.key = key;
        this.etag = answer.response().eTag();
        this.position = position;
        this.end = end;
        this.current = answer;
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
                int count = currentOrNext().read(target, offset, wanted);
                if (count > 0) {
                    position += count;
                    return count;
                }
                requireResumable(null);
            } catch (AbortedException e) {
                throw reading.failures().interrupted("read", key, e);
            } catch (StorageException e) {
                throw e;
            } catch (IOException | SdkException e) {
                requireResumable(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        ResponseInputStream<GetObjectResponse> last = current;
        current = null;
        if (last == null) {
            return;
        }
        try {
            if (end - position > DRAINED_BYTES) {
                last.abort();
            } else {
                last.close();
            }
        } catch (IOException | SdkException e) {
            // Its bytes were read, or nobody wants them.
        }
    }

    private ResponseInputStream<GetObjectResponse> currentOrNext() throws StorageException {
        ResponseInputStream<GetObjectResponse> open = current;
        if (open == null) {
            open = reading.range(key, position, end - position, etag);
            current = open;
        }
        return open;
    }

    private void requireResumable(@Nullable Exception cause) throws StorageException {
        ResponseInputStream<GetObjectResponse> broken = current;
        current = null;
        if (broken != null) {
            broken.abort();
        }
        boolean stuck = resumedAt == position;
        if (stuck || resumptions == MOST_RESUMPTIONS) {
            throw reading.failures().broken(key, position, cause);
        }
        resumedAt = position;
        resumptions++;
    }
}
