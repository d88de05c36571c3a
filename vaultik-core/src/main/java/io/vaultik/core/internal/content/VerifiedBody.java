package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.VerifiedStream;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.store.Digest;
import io.vaultik.store.StreamStore;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A body whose streams deliver the bytes of an address, or fail before their last block. Remembers why the last one failed. Used by
 * one thread at a time; closed by who made it.
 */
final class VerifiedBody implements ObjectBody, Closeable {
    private final Digest digest;
    private final long length;
    private final Source source;
    private @Nullable VerifiedStream first;
    private volatile @Nullable VerifiedStream last;

    private VerifiedBody(Digest digest, long length, Source source, @Nullable VerifiedStream first) {
        this.digest = digest;
        this.length = length;
        this.source = source;
        this.first = first;
    }

    private interface Source {
        VerifiedStream open() throws IOException;
    }

    /** Verifies somebody's body. */
    static VerifiedBody of(ObjectBody body, Digest digest) {
        long length = body.length();
        String address = "object " + digest;
        return new VerifiedBody(
                digest,
                length,
                () -> new VerifiedStream(body.open(), address, digest.hex(), length, Blake3.hash()),
                null);
    }

    /** Opens an object of a store, to be sent to another one; the first stream is the one that is open already. */
    static VerifiedBody of(StreamStore store, Digest digest) throws VaultikException {
        OpenObject opened = OpenObject.of(store, digest);
        return new VerifiedBody(digest, opened.length(), () -> OpenObject.of(store, digest).stream(), opened.stream());
    }

    boolean isOf(Digest other) {
        return digest.equals(other);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() throws IOException {
        VerifiedStream stream = first;
        first = null;
        if (stream == null) {
            stream = source.open();
        }
        last = stream;
        return stream;
    }

    /** Returns why the bytes that were opened last are wrong, or null if they are not known to be. */
    @Nullable
    IntegrityException failure() {
        VerifiedStream stream = last;
        return stream == null ? null : stream.failure();
    }

    @Override
    public void close() throws IOException {
        VerifiedStream stream = first;
        if (stream != null) {
            stream.close();
        }
    }
}
