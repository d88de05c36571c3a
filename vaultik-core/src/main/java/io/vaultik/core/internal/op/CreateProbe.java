package io.vaultik.core.internal.op;

import io.vaultik.core.internal.gc.SmallObjects;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.Capability;
import io.vaultik.storage.ObjectBody;
import io.vaultik.storage.ObjectExistsException;
import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.ObjectStorage;
import io.vaultik.storage.PutMode;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/** Finds out whether a storage refuses a second creation of a key: some servers ignore the condition. */
public final class CreateProbe {
    private CreateProbe() {}

    /**
     * Creates an object twice and looks which one is there; the object is deleted afterwards.
     *
     * @param storage the storage
     * @param random names the object
     * @return true if the first creation won
     * @throws VaultikException if the storage fails
     */
    public static boolean isTrusted(ObjectStorage storage, SecureRandom random) throws VaultikException {
        if (!storage.capabilities().contains(Capability.ATOMIC_CREATE)) {
            return false;
        }
        byte[] first = new byte[16];
        byte[] second = new byte[16];
        random.nextBytes(first);
        random.nextBytes(second);
        ObjectKey key = ObjectKey.of("probe/" + HexFormat.of().formatHex(first));
        storage.put(key, ObjectBody.of(first), PutMode.CREATE);
        try {
            storage.put(key, ObjectBody.of(second), PutMode.CREATE);
            return false;
        } catch (ObjectExistsException e) {
            return SmallObjects.read(storage, key, 16)
                    .filter(there -> Arrays.equals(there, first))
                    .isPresent();
        } finally {
            storage.delete(key);
        }
    }
}
