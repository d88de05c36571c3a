package io.vaultik.core.internal.content;

import io.vaultik.storage.ObjectBody;
import io.vaultik.store.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Bytes in memory that have a digest, as whoever made this has found. */
final class SmallObject implements ObjectBody {
    private final Digest digest;
    private final byte[] bytes;
    private final int offset;
    private final int length;

    SmallObject(Digest digest, byte[] bytes, int offset, int length) {
        this.digest = digest;
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
    }

    boolean isOf(Digest other) {
        return digest.equals(other);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes, offset, length);
    }
}
