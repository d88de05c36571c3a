package io.vaultik.storage;

/**
 * Receives the unfinished uploads of a storage.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UnfinishedVisitor {
    /**
     * Called once for each upload.
     *
     * @param upload the upload
     * @return true to go on, false to stop
     * @throws StorageException to end with this exception
     */
    boolean visit(UnfinishedUpload upload) throws StorageException;
}
