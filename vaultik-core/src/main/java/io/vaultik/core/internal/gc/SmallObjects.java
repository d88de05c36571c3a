package io.vaultik.core.internal.gc;

import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectContent;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectNotFoundException;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.StorageException;
import java.io.IOException;
import java.util.Optional;

/** Reads whole objects whose length is bounded. */
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
}
