package io.vaultik.core.storage;

import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bytes and bodies for tests, good and bad ones. */
final class Bodies {
    private Bodies() {}

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A body that says one length and has another. */
    static ObjectBody saying(long length, byte[] bytes) {
        return new ObjectBody() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** A body whose stream throws after some of its bytes. */
    static ObjectBody breakingAfter(int count, byte[] bytes, IOException failure) {
        return new ObjectBody() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new BreakingStream(new ByteArrayInputStream(bytes), count, left -> {
                    if (left <= 0) {
                        throw failure;
                    }
                });
            }
        };
    }

    /** A body whose stream yields few bytes at a time, as a network does. */
    static ObjectBody dripping(byte[] bytes, int step) {
        return new ObjectBody() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                ByteArrayInputStream whole = new ByteArrayInputStream(bytes);
                return new InputStream() {
                    @Override
                    public int read() {
                        return whole.read();
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        return whole.read(target, offset, Math.min(step, length));
                    }
                };
            }
        };
    }

    static byte[] contentOf(ObjectStorage storage, ObjectKey key) throws IOException {
        try (ObjectContent content = storage.open(key)) {
            byte[] bytes = content.stream().readAllBytes();
            if (bytes.length != content.length()) {
                throw new AssertionError(bytes.length + " bytes instead of " + content.length());
            }
            return bytes;
        }
    }

    static byte[] rangeOf(ObjectStorage storage, ObjectKey key, long offset, long length) throws IOException {
        try (InputStream stream = storage.read(key, offset, length)) {
            return stream.readAllBytes();
        }
    }

    static List<String> keysOf(ObjectStorage storage, String prefix) throws StorageException {
        List<String> keys = new ArrayList<>();
        storage.list(prefix, info -> keys.add(info.key().value()));
        return keys;
    }
}
