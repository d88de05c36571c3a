package io.vaultik.store;

import io.vaultik.fault.VaultikException;
import java.nio.file.Path;

/**
 * Whole directories under the id of their manifest: push one, fetch one. All methods block, may be called from several threads
 * at once, and end with a {@link io.vaultik.fault.CancelledException} when the thread is interrupted.
 *
 * <p>Everything that is read is verified against its address, everything that is written is verified before it is visible. Nothing
 * is changed in a store but by adding.
 *
 * @since 0.1
 */
public interface Store {
    /**
     * Reads a manifest and checks that it is the one that was asked for.
     *
     * @param id its id
     * @return the manifest; its id is {@code id}
     * @throws io.vaultik.fault.NotFoundException if there is none of this id
     * @throws io.vaultik.fault.IntegrityException if what is stored there has another id
     * @throws io.vaultik.fault.MalformedException if what is stored there has that id but is no manifest, or a larger one than
     *     memory holds
     * @throws VaultikException if the store fails
     */
    DirectoryManifest getManifest(ManifestId id) throws VaultikException;

    /**
     * Makes a directory what a manifest says: its directories, its files, their permissions. Files that are there with the right
     * bytes are kept and not read from the store. Every other file is written under a temporary name beside its place, verified,
     * and renamed, so that a file under its name is whole. Permissions of directories come last, the deepest first. What the
     * manifest does not name stays, unless the options say otherwise.
     *
     * <p>A manifest that names a place outside the target, or one place twice, or content by something that is no digest, is refused
     * before anything is written. A symbolic link in the target is never followed, wherever it comes from.
     *
     * @param manifest what to fetch; one with absolute paths is refused
     * @param target the directory; made if it does not exist, followed if it is a link itself
     * @param options how
     * @return what was done
     * @throws io.vaultik.fault.UnsafePathException if the manifest or the target is refused
     * @throws io.vaultik.fault.IncompleteException if items failed and the policy says so; the others are in place
     * @throws io.vaultik.fault.CancelledException if the thread is interrupted
     * @throws VaultikException if it fails as a whole
     */
    FetchResult fetchFiles(DirectoryManifest manifest, Path target, FetchOptions options) throws VaultikException;

    /**
     * Stores a directory: the objects that the store does not have, each hashed again while it is sent, and then the manifest, if
     * all of them are there. If the manifest is there already, nothing is done.
     *
     * <p>A file that cannot be read, or is not any more what the manifest says, is an item error; the other objects are stored, the
     * manifest is not. The next push continues.
     *
     * @param manifest what the directory holds; its checksums must be of plain BLAKE3
     * @param source the directory it was made of; links in it are followed
     * @param options how
     * @return what was done
     * @throws io.vaultik.fault.UnsafePathException if the manifest names what is not below the directory
     * @throws io.vaultik.fault.MalformedException if the manifest names content by something that is no digest
     * @throws io.vaultik.fault.IncompleteException if items failed and the policy says so; the manifest is not stored
     * @throws io.vaultik.fault.CancelledException if the thread is interrupted
     * @throws VaultikException if it fails as a whole
     */
    PushResult push(DirectoryManifest manifest, Path source, PushOptions options) throws VaultikException;
}
