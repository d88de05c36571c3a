package io.vaultik.store;

import io.vaultik.fault.VaultikException;

/**
 * Receives the ids of a listing.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ManifestIdVisitor {
    /**
     * Called once for each manifest.
     *
     * @param id its id
     * @return true to go on, false to stop
     * @throws VaultikException to end the listing with this exception
     */
    boolean visit(ManifestId id) throws VaultikException;
}
