package io.vaultik.repository;

import io.vaultik.fault.ItemErrors;
import io.vaultik.fault.VaultikException;

/**
 * Takes what a {@link BackupSource} reports during one walk. Used by the walking thread only.
 *
 * @since 0.1
 */
public interface SourceRun {
    /**
     * Reports an entry. It is queued (on disk, encrypted, when there are many); its content is not opened by this call.
     * Directories above it that are not reported are added without attributes. Of two entries of one path the first counts,
     * and the other is an item error.
     *
     * @param entry the entry
     * @throws VaultikException if the operation fails or is cancelled; the walk must end
     */
    void entry(SourceEntry entry) throws VaultikException;

    /**
     * Returns the collector for items that the source itself cannot read.
     *
     * @return the collector
     */
    ItemErrors errors();
}
