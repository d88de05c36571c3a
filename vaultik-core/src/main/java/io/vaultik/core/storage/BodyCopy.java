package io.vaultik.core.storage;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Copies a body, and proves on the way that it has exactly the bytes that it said. Not thread-safe; used once.
 *
 * <p>The target throws {@link StorageException} for its own failures, so that any other {@link IOException} is the body's.
 */
final class BodyCopy extends OutputStream {
    private final ObjectKey key;
    private final OutputStream target;
    private final long expected;
    private long count;

    private BodyCopy(ObjectKey key, OutputStream target, long expected) {
        this.key = key;
        this.target = target;
        this.expected = expected;
    }

    /**
     * Copies all bytes of a body.
     *
     * @param key the key under which they are stored, for messages
     * @param body the bytes
     * @param target where they go; not closed, and not flushed
     * @throws StorageException if the target fails, or the body throws, ends early or is too long
     */
    static void copy(ObjectKey key, ObjectBody body, OutputStream target) throws StorageException {
        BodyCopy copy = new BodyCopy(key, target, body.length());
        try (InputStream stream = body.open()) {
            // A stream over an array hands it over whole; any other one comes in pieces, which the target gathers.
            stream.transferTo(copy);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(false, "the body of {} could not be read", e, key);
        }
        if (copy.count != copy.expected) {
            throw new StorageException(
                    false, "the body of {} ended after {} of {} bytes", null, key, copy.count, copy.expected);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > expected - count) {
            throw new StorageException(false, "the body of {} is longer than its {} bytes", null, key, expected);
        }
        target.write(bytes, offset, length);
        count += length;
    }
}
