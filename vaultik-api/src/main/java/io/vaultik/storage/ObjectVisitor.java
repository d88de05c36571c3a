package io.vaultik.storage;

/**
 * Receives the objects of a listing.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ObjectVisitor {
    /**
     * Called once for each object.
     *
     * @param info the object
     * @return true to go on, false to stop
     * @throws StorageException to end the listing with this exception
     */
    boolean visit(ObjectInfo info) throws StorageException;
}
