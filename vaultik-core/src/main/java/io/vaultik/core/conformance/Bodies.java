package io.vaultik.core.conformance;

import io.vaultik.storage.ObjectBody;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Bodies of every kind, good and bad. */
final class Bodies {
    private Bodies() {}

    /** Opens a stream. */
    interface Opener {
        InputStream open() throws IOException;
    }

    static ObjectBody of(long length, Opener opener) {
        return new ObjectBody() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return opener.open();
            }
        };
    }

    /** A body that says one length and has another. */
    static ObjectBody saying(long length, byte[] bytes) {
        return of(length, () -> new ByteArrayInputStream(bytes));
    }

    /** A body whose stream yields few bytes at a time, as a network does. */
    static ObjectBody dripping(byte[] bytes, int step) {
        return of(bytes.length, () -> new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(step, length));
            }
        });
    }

    /** A body whose stream throws after some of its bytes. */
    static ObjectBody breakingAfter(int count, byte[] bytes, IOException failure) {
        return of(bytes.length, () -> new FilterInputStream(new ByteArrayInputStream(bytes, 0, count)) {
            @Override
            public int read() throws IOException {
                return ended(super.read());
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return ended(super.read(target, offset, length));
            }

            private int ended(int result) throws IOException {
                if (result < 0) {
                    throw failure;
                }
                return result;
            }
        });
    }

    /** A body that counts its streams up when they are opened and down when they are closed for the first time. */
    static ObjectBody counting(byte[] bytes, AtomicInteger open) {
        return of(bytes.length, () -> {
            open.incrementAndGet();
            return new FilterInputStream(new ByteArrayInputStream(bytes)) {
                private boolean closed;

                @Override
                public void close() throws IOException {
                    if (!closed) {
                        closed = true;
                        open.decrementAndGet();
                    }
                    super.close();
                }
            };
        });
    }

    /** A body of any length that needs no memory. */
    static ObjectBody generated(long length) {
        return of(length, () -> new Generated(length));
    }

    /** Returns the byte at a place of {@link #generated}. */
    static byte generatedAt(long position) {
        return (byte) (position ^ (position >>> 9) ^ (position >>> 17) ^ (position >>> 29));
    }

    private static final class Generated extends InputStream {
        private final long length;
        private long position;

        Generated(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return position == length ? -1 : generatedAt(position++) & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int size) {
            if (position == length && size > 0) {
                return -1;
            }
            int count = (int) Math.min(size, length - position);
            for (int i = 0; i < count; i++) {
                target[offset + i] = generatedAt(position + i);
            }
            position += count;
            return count;
        }
    }
}
