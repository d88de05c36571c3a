package io.vaultik.repository;

import io.vaultik.fault.VaultikException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/**
 * Encrypted, deduplicated snapshots in a storage. Opened by {@code io.vaultik.core.Vaultik}; thread-safe. Closing it cancels what
 * runs and waits for it, and leaves the storage open.
 *
 * <p>Writing needs public keys only. What needs the identity says so: it throws {@link io.vaultik.fault.KeyRequiredException} if
 * there is none and {@link io.vaultik.fault.WrongKeyException} if none fits. Where a snapshot is named, {@link
 * io.vaultik.fault.NotFoundException} means that there is none of that id, or no such path in it.
 *
 * @since 0.1
 */
public interface Repository extends AutoCloseable {
    /**
     * Returns the id that the repository got when it was made.
     *
     * @return the id
     */
    UUID id();

    /**
     * Counts what the storage holds. Lists it and reads manifests; no key.
     *
     * @return the figures
     * @throws VaultikException if the storage fails
     */
    RepositoryInfo info() throws VaultikException;

    /**
     * Lists snapshots, from clear manifests; no key.
     *
     * @param filter which ones
     * @return those that could be read, oldest first, and the errors of others
     * @throws VaultikException if the storage cannot be listed
     */
    SnapshotList snapshots(SnapshotFilter filter) throws VaultikException;

    /**
     * Finds the newest complete snapshot that is not dated in the future; no key.
     *
     * @return the snapshot, or empty if there is none
     * @throws VaultikException if the storage cannot be listed
     */
    default Optional<SnapshotSummary> latest() throws VaultikException {
        return latest(SnapshotFilter.all());
    }

    /**
     * Finds the newest complete snapshot that is not dated in the future; no key.
     *
     * @param filter which ones
     * @return the snapshot, or empty if there is none
     * @throws VaultikException if the storage cannot be listed
     */
    Optional<SnapshotSummary> latest(SnapshotFilter filter) throws VaultikException;

    /**
     * Reads the record of a snapshot, with the identity.
     *
     * @param id the snapshot
     * @return what the record says
     * @throws VaultikException if it cannot be read
     */
    SnapshotDetails details(SnapshotId id) throws VaultikException;

    /**
     * Starts a new snapshot; public keys only.
     *
     * @return an operation to configure and run
     */
    SnapshotOp snapshot();

    /**
     * Starts a restore, with the identity.
     *
     * @param id the snapshot
     * @return an operation to configure and run
     */
    RestoreOp restore(SnapshotId id);

    /**
     * Starts a verification; only {@link VerifyLevel#CONTENT} needs the identity.
     *
     * @return an operation to configure and run
     */
    VerifyOp verify();

    /**
     * Deletes snapshots, many at once; no key. All are looked up before the first goes. What goes, goes wholly: its manifest, its
     * record, its pin; its blobs stay until they are collected. A deletion that was interrupted is finished by the next one of the
     * same snapshot.
     *
     * @param ids the snapshots; one that is named twice is deleted once
     * @param options what to do instead of refusing
     * @return what was deleted
     * @throws io.vaultik.fault.NotFoundException if one of them does not exist, unless these are ignored; none is deleted then
     * @throws io.vaultik.fault.NotPermittedException if one of them is pinned, unless these go, too; none is deleted then
     * @throws io.vaultik.fault.CancelledException if the thread was interrupted or the repository closed; some may be deleted then
     * @throws VaultikException if the storage fails; some may be deleted then, each wholly invisible or untouched
     */
    DeleteResult delete(Collection<SnapshotId> ids, DeleteOption... options) throws VaultikException;

    /**
     * Pins a snapshot; no key. It is kept by every policy, and deleted only by who insists. Whoever has begun to delete it before may
     * go on.
     *
     * @param id the snapshot
     * @throws io.vaultik.fault.NotFoundException if it does not exist, or is gone meanwhile
     * @throws VaultikException if the storage fails
     */
    void pin(SnapshotId id) throws VaultikException;

    /**
     * Takes a pin away; no key. A snapshot that is not pinned stays so.
     *
     * @param id the snapshot
     * @throws io.vaultik.fault.NotFoundException if it does not exist
     * @throws VaultikException if the storage fails
     */
    void unpin(SnapshotId id) throws VaultikException;

    /**
     * Starts a purge: the deletion of what a policy does not keep; no key.
     *
     * @param policy what stays
     * @return an operation to configure and run
     */
    PurgeOp purge(RetentionPolicy policy);

    /**
     * Starts a maintenance: what no snapshot needs is deleted, while snapshots are made; no key.
     *
     * @return an operation to configure and run
     */
    MaintenanceOp maintenance();

    /**
     * Starts the care for the catalog, the local cache of this repository.
     *
     * @return an operation to configure and run
     */
    CatalogOp catalog();

    /**
     * Starts a copy of snapshots to another repository; no key.
     *
     * @return an operation to configure and run
     */
    CopyOp copy();

    /**
     * Finds one entry, with the identity.
     *
     * @param id the snapshot
     * @param path the entry
     * @return the entry, or empty if there is none
     * @throws VaultikException if the tree cannot be read
     */
    Optional<Entry> entry(SnapshotId id, EntryPath path) throws VaultikException;

    /**
     * Lists entries, with the identity: the entry itself, then what lies below it.
     *
     * @param id the snapshot
     * @param path where to begin
     * @param depth how many levels below it; 0 for the entry alone, {@link Integer#MAX_VALUE} for all
     * @return a stream, closed by the caller
     * @throws VaultikException if there is no such entry, or the tree cannot be read
     */
    EntryStream entries(SnapshotId id, EntryPath path, int depth) throws VaultikException;

    /**
     * Opens a file for reading anywhere in it, with the identity. Only what is read is fetched, and every byte is verified before
     * it is handed out.
     *
     * @param id the snapshot
     * @param path the file
     * @return a read-only channel, closed by the caller; not thread-safe
     * @throws VaultikException if there is no such file, or it cannot be read
     */
    SeekableByteChannel open(SnapshotId id, EntryPath path) throws VaultikException;

    /**
     * Writes the content of a file, with the identity.
     *
     * @param id the snapshot
     * @param path the file
     * @param out takes the bytes, all of them verified; not closed
     * @return how many bytes were written
     * @throws VaultikException if there is no such file, or it cannot be read; what was written until then is right
     */
    long fetch(SnapshotId id, EntryPath path, OutputStream out) throws VaultikException;

    /**
     * Reads the errors that were stored with a snapshot, with the identity.
     *
     * @param id the snapshot
     * @return a stream, closed by the caller
     * @throws VaultikException if they cannot be read
     */
    ErrorStream errors(SnapshotId id) throws VaultikException;

    /**
     * Reads a document that was stored with a snapshot, with the identity.
     *
     * @param id the snapshot
     * @param name its name
     * @return its bytes, verified as they are read; closed by the caller
     * @throws VaultikException if there is no such document, or it cannot be read
     */
    InputStream attachment(SnapshotId id, String name) throws VaultikException;

    @Override
    void close() throws VaultikException;
}
