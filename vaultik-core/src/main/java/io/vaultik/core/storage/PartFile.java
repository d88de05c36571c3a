package io.vaultik.core.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One part while it is written. Used by one thread. Closing it removes its name, so that nothing is left unless the process
 * ends before.
 */
final class PartFile implements Closeable {
    private static final int BUFFER_BYTES = 256 << 10;

    /** The JDK keeps a native buffer as large as the largest write for each thread; this bounds it. */
    private static final int MAX_STEP_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Runnable ended;
    private boolean renamed;

    /**
     * Makes a part.
     *
     * @param ended told once, when the file is closed and has lost its name
     */
    PartFile(Path path, FileChannel channel, Runnable ended) {
        this.path = path;
        this.channel = channel;
        this.ended = ended;
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Returns a stream that writes large arrays as they are and gathers small ones. What it has gathered is written by
     * {@code flush()}. Its failures are those that {@code failures} makes.
     *
     * @param expectedBytes how many bytes will come, so that a small body does not cost a large buffer
     */
    OutputStream sink(Object key, FileFailures failures, long expectedBytes) {
        return new Sink(key, failures, (int) Math.max(1, Math.min(expectedBytes, BUFFER_BYTES)));
    }

    /** Takes note that the file has its name: none is left to be removed. */
    void published() {
        renamed = true;
    }

    /** Closes the file and removes its name. That the removal fails does no harm: a later clean-up does it. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // What matters was synced before; the name goes all the same.
        }
        try {
            if (!renamed) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // As documented: a left-over part is no object.
        }
        ended.run();
    }

    private final class Sink extends OutputStream {
        private final Object key;
        private final FileFailures failures;
        private final int capacity;
        private @Nullable ByteBuffer gathered;

        Sink(Object key, FileFailures failures, int capacity) {
            this.key = key;
            this.failures = failures;
            this.capacity = capacity;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = gathered;
            if (buffer != null && length > buffer.remaining()) {
                flush();
            }
            if (length >= capacity) {
                writeAll(ByteBuffer.wrap(bytes, offset, length));
                return;
            }
            if (buffer == null) {
                buffer = ByteBuffer.allocate(capacity);
                gathered = buffer;
            }
            buffer.put(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            ByteBuffer buffer = gathered;
            if (buffer != null) {
                writeAll(buffer.flip());
                buffer.clear();
            }
        }

        private void writeAll(ByteBuffer bytes) throws IOException {
            int end = bytes.limit();
            try {
                while (bytes.position() < end) {
                    bytes.limit(Math.min(end, bytes.position() + MAX_STEP_BYTES));
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw failures.of(StorageVerb.PUT, key, e);
            }
        }
    }
}
