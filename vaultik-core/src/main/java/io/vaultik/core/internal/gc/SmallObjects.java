package io.vaultik.core.internal.gc;

import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Reads and creates whole objects whose length is bounded. */
public final class SmallObjects {
    private SmallObjects() {}

    /**
     * Reads an object.
     *
     * @param storage where it is
     * @param key its key
     * @param maxBytes the most bytes that it may have
     * @return its bytes, or empty if there is none
     * @throws MalformedException if it is longer
     * @throws VaultikException if it cannot be read
     */
    public static Optional<byte[]> read(ObjectStorage storage, ObjectKey key, int maxBytes) throws VaultikException {
        try (ObjectContent content = storage.open(key)) {
            if (content.length() > maxBytes) {
                throw new MalformedException("{} has {} bytes, allowed are {}", null, key, content.length(), maxBytes);
            }
            byte[] bytes = content.stream().readNBytes((int) content.length() + 1);
            if (bytes.length != content.length()) {
                throw new StorageException(
                        true, "{} has {} bytes and gave {}", null, key, content.length(), bytes.length);
            }
            return Optional.of(bytes);
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(true, "reading {} failed", e, key);
        }
    }

    /**
     * CREATEs an object whose bytes nobody else puts. One that is there may be the own first try of a creation that was repeated: the
     * random text in it tells.
     *
     * @param storage where it goes
     * @param key its key
     * @param bytes its bytes
     * @param maxBytes the most bytes that what is there may have
     * @return false if something else is there, or was and is gone
     * @throws MalformedException if what is there is longer
     * @throws VaultikException if the storage fails; the object may be there or come
     */
    static boolean create(ObjectStorage storage, ObjectKey key, byte[] bytes, int maxBytes) throws VaultikException {
        try {
            storage.put(key, ObjectBody.of(bytes), PutMode.CREATE);
            return true;
        } catch (ObjectExistsException e) {
            Optional<byte[]> there = read(storage, key, maxBytes);
            return there.isPresent() && Arrays.equals(there.get(), bytes);
        }
    }
}
