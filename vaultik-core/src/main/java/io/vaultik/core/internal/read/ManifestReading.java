package io.vaultik.core.internal.read;

import io.vaultik.core.internal.blob.ZstdFrame;
import io.vaultik.core.internal.format.Keys;
import io.vaultik.core.internal.format.Limits;
import io.vaultik.core.internal.format.VoidMark;
import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.core.internal.work.ByteGate;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.storage.ObjectStorage;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads manifests and checks signature, repository and session. However many threads read, what is fetched and not read yet, and what is being read, stays
 * within a limit each, but for one that is larger by itself. Thread-safe.
 */
final class ManifestReading {
    private static final long FETCHED_BYTES = 24L << 20;
    private static final long READ_BYTES = 72L << 20;

    /** How many bytes of memory a byte of text needs while it is checked and becomes objects. */
    private static final int BYTES_PER_CHARACTER = 6;

    private final ObjectStorage storage;
    private final UUID repository;
    private final ByteGate fetching = new ByteGate(FETCHED_BYTES);
    private final ByteGate reading = new ByteGate(READ_BYTES);

    ManifestReading(ObjectStorage storage, UUID repository) {
        this.storage = storage;
        this.repository = repository;
    }

    /** Takes a manifest while it counts as being read. */
    @FunctionalInterface
    interface Taker {
        void take(StoredManifest stored) throws VaultikException;
    }

    /**
     * Reads one.
     *
     * @param session the session that made it
     * @param length what a listing says of its length; 0 if nothing is known
     * @param taker takes it
     * @return false if it is gone, or a void is in its place
     */
    boolean read(String session, long length, Taker taker) throws VaultikException {
        long fetched = Math.min(length, Limits.MAX_DOCUMENT_BYTES);
        fetching.enter(fetched);
        try {
            Optional<byte[]> object = SmallObjects.read(storage, Keys.manifest(session), Limits.MAX_DOCUMENT_BYTES);
            if (object.isEmpty() || VoidMark.is(object.get())) {
                return false;
            }
            take(session, object.get(), taker);
            return true;
        } finally {
            fetching.leave(fetched);
        }
    }

    private void take(String session, byte[] object, Taker taker) throws VaultikException {
        long bytes = Math.min(ZstdFrame.claimedBytes(object), Limits.MAX_DOCUMENT_BYTES) * BYTES_PER_CHARACTER;
        reading.enter(bytes);
        try {
            taker.take(decode(session, object));
        } finally {
            reading.leave(bytes);
        }
    }

    private StoredManifest decode(String session, byte[] object) throws VaultikException {
        String where = Keys.manifest(session).value();
        StoredManifest stored = StoredManifest.decode(where, object);
        if (!stored.manifest().repository().equals(repository)) {
            throw new WrongRepositoryException(
                    "{} belongs to repository {}",
                    null,
                    where,
                    stored.manifest().repository());
        }
        if (!stored.manifest().session().equals(session)) {
            throw new WrongRepositoryException(
                    "{} is the manifest of {}", null, where, stored.manifest().session());
        }
        return stored;
    }
}
