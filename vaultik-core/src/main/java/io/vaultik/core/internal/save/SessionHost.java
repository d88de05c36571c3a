package io.vaultik.core.internal.save;

import io.vaultik.core.internal.catalog.SessionRows;
import io.vaultik.core.internal.context.RepositoryContext;
import io.vaultik.core.internal.format.Hex;
import io.vaultik.core.internal.format.ManifestBlob;
import io.vaultik.core.internal.read.StoredManifest;
import io.vaultik.core.internal.state.HostLocks;
import io.vaultik.fault.VaultikException;
import java.time.Clock;
import java.util.List;
import java.util.Random;

/**
 * Where a session runs: all that the protocol asks of the host.
 *
 * @param rows what the host remembers
 * @param locks which of its processes live
 * @param clock tells when a session began and when the blobs were listed last
 * @param random makes session objects different
 * @param client who runs it, for people
 * @param manifests reads what a manifest names
 */
record SessionHost(
        SessionRows rows, HostLocks locks, Clock clock, Random random, String client, ManifestNames manifests) {
    /** Reads what a manifest names. */
    @FunctionalInterface
    interface ManifestNames {
        /**
         * Returns the names of the blobs.
         *
         * @param where the key, for failures
         * @param object the bytes at the commit key
         */
        List<byte[]> of(String where, byte[] object) throws VaultikException;
    }

    /** Returns the host of a repository. */
    static SessionHost of(RepositoryContext context) throws VaultikException {
        return new SessionHost(
                context.catalog(),
                context.state(),
                context.clock(),
                context.random(),
                context.host().client(),
                SessionHost::signed);
    }

    private static List<byte[]> signed(String where, byte[] object) throws VaultikException {
        return StoredManifest.decode(where, object).manifest().blobs().stream()
                .map(ManifestBlob::name)
                .map(Hex::bytes)
                .toList();
    }
}
