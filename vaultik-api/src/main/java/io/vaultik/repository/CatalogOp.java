package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import io.vaultik.progress.ProgressListener;

/**
 * Cares for the catalog, the local cache of what a repository stores. It may be lost at any time: the next snapshot then stores anew what it
 * does not know to be there, or knows it again after a {@link #rebuild}. Configure, then do one of both; not thread-safe.
 *
 * @since 0.1
 */
public interface CatalogOp {
    /**
     * Sets who is told of the progress of a rebuild.
     *
     * @param listener the listener
     * @return this
     */
    CatalogOp listener(ProgressListener listener);

    /**
     * Adds to the catalog what the metadata of all snapshots says, with the identity: where chunks and nodes lie, and what the newest
     * snapshot of each series holds. Nothing is written to the storage, and no blob of data is read. Snapshots, collections and other
     * operations may run meanwhile, in any process; what they know stays. All that is added counts at once when it is complete: one that
     * is killed has changed nothing. A catalog that cannot be opened because it is damaged is replaced; one whose damage shows later is to be
     * {@linkplain #drop dropped} first. Of a blob that the catalog knows in part, because another rebuild could not read all snapshots, no more is
     * known after this one, either.
     *
     * <p>After that a snapshot of a source that was stored before stores no content again. It reads files again whose source tells
     * inode numbers, times of changes of inodes, or versions: snapshots do not hold them.
     *
     * <p>What snapshots say is believed, whoever made them: their signatures are checked, but a writer that lies of what its blobs
     * hold makes the next snapshot of this host name the wrong place. To find that, verify the content of that snapshot.
     *
     * @return what was found; snapshots that could not be read are among its errors and left out
     * @throws io.vaultik.fault.KeyRequiredException if no identity was given
     * @throws io.vaultik.fault.WrongKeyException if the identity fits no snapshot
     * @throws io.vaultik.fault.WrongRepositoryException if there is a catalog of another repository in the place of the catalog
     * @throws io.vaultik.fault.BusyException if another process of this host rebuilds the catalog, or holds it
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed
     * @throws VaultikException if the storage or the catalog fails; nothing was changed
     */
    CatalogResult rebuild() throws VaultikException;

    /**
     * Deletes the catalog of this repository on this host; pinned recipients, keys and all else in the state folder stay. No key.
     *
     * @return whether there was a catalog
     * @throws io.vaultik.fault.BusyException if another process, another opened repository or another operation uses it
     * @throws VaultikException if it cannot be deleted
     */
    boolean drop() throws VaultikException;
}
