package io.vaultik.core.internal.content;

import io.vaultik.core.internal.digest.Blake3;
import io.vaultik.core.internal.digest.VerifiedStream;
import io.vaultik.fault.VaultikException;
import io.vaultik.store.Digest;
import io.vaultik.store.StoredObject;
import io.vaultik.store.StreamStore;
import java.io.Closeable;
import java.io.IOException;

/**
 * An object while it is read, verified at its end.
 *
 * @param length the length that the store has for it
 * @param stream the bytes; the last of them are held back until all agree
 */
record OpenObject(long length, VerifiedStream stream) implements Closeable {
    /** Opens an object, with one call to the storage where the store is made of one. */
    static OpenObject of(StreamStore store, Digest digest) throws VaultikException {
        if (store instanceof StorageStore direct) {
            return direct.open(digest);
        }
        StoredObject object = store.getObject(digest);
        return new OpenObject(object.length(), verified(object, digest));
    }

    /** The streams of a store that somebody else made are verified here, too: what is wrong in it shall not spread. */
    private static VerifiedStream verified(StoredObject object, Digest digest) throws VaultikException {
        return new VerifiedStream(object.open(), "object " + digest, digest.hex(), object.length(), Blake3.hash());
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
