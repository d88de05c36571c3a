package io.vaultik.core.internal.maintain;

import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectStorage;
import java.time.Clock;

/** The last part of a maintenance, for tests of the protocol that have no repository. */
public final class LeftOversRun {
    private LeftOversRun() {}

    /** Clears what was left; returns how many directories. */
    public static long run(ObjectStorage storage, Clock storageTime) throws VaultikException {
        LeftOvers leftOvers = new LeftOvers(storage);
        leftOvers.look();
        return leftOvers.clear(storageTime::instant);
    }
}
