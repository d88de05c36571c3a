package io.vaultik.core.internal.verify;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.MalformedException;
import io.vaultik.fault.VaultikException;
import io.vaultik.fault.WrongRepositoryException;
import io.vaultik.storage.ObjectNotFoundException;

/** Tells damage, which is a result, from failures after which nothing can be said. */
final class Damages {
    private Damages() {}

    /** Reads something. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws VaultikException;
    }

    /** Tells whether a failure says that what was read is not what was stored. */
    static boolean isDamage(VaultikException failure) {
        return failure instanceof IntegrityException
                || failure instanceof MalformedException
                || failure instanceof WrongRepositoryException
                || failure instanceof ObjectNotFoundException;
    }

    /** Reads, and once more if that shows damage: a fault that passes is no damage. */
    static <T> T readTwice(Reading<T> reading) throws VaultikException {
        try {
            return reading.read();
        } catch (VaultikException e) {
            if (!isDamage(e)) {
                throw e;
            }
            return reading.read();
        }
    }

    /** Returns what is wrong, in one line. */
    static String problem(VaultikException failure) {
        return String.valueOf(failure.getMessage());
    }
}
