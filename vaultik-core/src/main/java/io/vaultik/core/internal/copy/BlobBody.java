package io.vaultik.core.internal.copy;

import io.vaultik.core.internal.digest.DigestAlgorithm;
import io.vaultik.core.internal.digest.VerifiedStream;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A blob of one storage on its way to another one: each of its streams delivers the bytes that its name is the digest of, or fails
 * before its last block. Remembers why the last one failed. Used by one thread.
 */
final class BlobBody implements ObjectBody {
    private final ObjectStorage source;
    private final ManifestBlob blob;
    private final DigestAlgorithm algorithm;
    private @Nullable VerifiedStream stream;
    private @Nullable VaultikException failure;

    BlobBody(ObjectStorage source, ManifestBlob blob, DigestAlgorithm algorithm) {
        this.source = source;
        this.blob = blob;
        this.algorithm = algorithm;
    }

    @Override
    public long length() {
        return blob.length();
    }

    @Override
    public InputStream open() throws IOException {
        stream = null;
        failure = null;
        ObjectKey key = Keys.blob(blob.name());
        ObjectContent content;
        try {
            content = source.open(key);
        } catch (ObjectNotFoundException e) {
            failure = e;
            throw e;
        }
        if (content.length() != blob.length()) {
            content.close();
            IntegrityException wrong =
                    new IntegrityException(key.value(), blob.length() + " bytes", content.length() + " bytes", null);
            failure = wrong;
            throw wrong;
        }
        VerifiedStream opened =
                new VerifiedStream(content.stream(), key.value(), blob.name(), blob.length(), algorithm.newDigester());
        stream = opened;
        return opened;
    }

    /** Returns what is wrong with the blob where it is read, as the last stream has found; null if nothing is known. */
    @Nullable
    VaultikException failure() {
        VerifiedStream last = stream;
        return failure != null || last == null ? failure : last.failure();
    }
}
