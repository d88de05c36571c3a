package io.vaultik.store;

import io.vaultik.fault.IntegrityException;
import io.vaultik.fault.VaultikException;
import io.vaultik.storage.ObjectBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A store whose single objects can be reached, as copying from store to store needs it: through memory, without local files.
 *
 * <p>This is what an own store implements. What every implementation guarantees:
 *
 * <ul>
 *   <li>All methods may be called from several threads at once, and block. A failure is a {@link VaultikException}; one that may
 *       pass is a {@link io.vaultik.storage.StorageException} that says so. A call that fails leaves nothing half-written.
 *   <li>What may pass is repeated by the store itself, as far as it makes sense: who calls takes a failure for final, ends, and
 *       continues with the next run.
 *   <li>Only digests of {@link HashAlgorithm#BLAKE3} are addresses; another is an {@link IllegalArgumentException}, before the first
 *       call to whatever is behind the store.
 *   <li>What a method that writes has written when it returns is durable, and seen by every call that starts later.
 *   <li>Nothing wrong is ever stored or handed out as right: {@link #putObject} compares while it stores, {@link #getObject} while
 *       it reads, {@link #getManifest} before it returns.
 *   <li>An object or a manifest that is there already may be written again, with the same bytes; that is success.
 *   <li>Nothing relates objects and manifests here, but for {@link #beginPush}. Who calls puts a manifest only when its objects are
 *       there.
 * </ul>
 *
 * @since 0.1
 */
public interface StreamStore extends Store {
    /**
     * Tells whether there is an object, without reading it.
     *
     * @param digest its address
     * @return true if there is one; it may be damaged
     * @throws VaultikException if the store fails; a failure is never "no"
     */
    boolean hasObject(Digest digest) throws VaultikException;

    /**
     * Finds an object. Nothing of its body needs to be read before it is opened.
     *
     * @param digest its address
     * @return the object
     * @throws io.vaultik.fault.NotFoundException if there is none
     * @throws VaultikException if the store fails
     */
    StoredObject getObject(Digest digest) throws VaultikException;

    /**
     * Stores an object of any length, in constant memory.
     *
     * @param digest its address
     * @param body the bytes; opened as often as the store wants
     * @throws IntegrityException if the bytes have another digest or another length than the body says; nothing is stored, and an
     *     object that was there stays
     * @throws VaultikException if the body or the store fails; nothing is stored
     */
    void putObject(Digest digest, ObjectBody body) throws VaultikException;

    /**
     * Stores several small objects, as {@link #putObject} does each. Override it where many are stored sooner together.
     *
     * @param objects bodies of a few bytes, by their addresses
     * @throws IntegrityException if one has other bytes than its address says; it is not stored, others may be
     * @throws VaultikException if the store fails; some may be stored
     */
    default void putObjects(Map<Digest, ? extends ObjectBody> objects) throws VaultikException {
        for (Map.Entry<Digest, ? extends ObjectBody> object : objects.entrySet()) {
            putObject(object.getKey(), object.getValue());
        }
    }

    /**
     * Says how many small objects are best put together. Needs no call.
     *
     * @return at least 1; 1 if each is as well put alone
     */
    default int objectsAtOnce() {
        return 1;
    }

    /**
     * Reads a small object whole, and verifies it before returning.
     *
     * @param digest its address
     * @param maxBytes how many bytes it may have at most
     * @return its bytes
     * @throws io.vaultik.fault.NotFoundException if there is none
     * @throws IntegrityException if it is damaged
     * @throws io.vaultik.fault.MalformedException if it is longer
     * @throws VaultikException if the store fails
     */
    default byte[] readObject(Digest digest, int maxBytes) throws VaultikException {
        StoredObject object = getObject(digest);
        if (object.length() > maxBytes) {
            throw new io.vaultik.fault.MalformedException(
                    "object {} has {} bytes, more than {}", null, digest, object.length(), maxBytes);
        }
        try (InputStream stream = object.open()) {
            return stream.readAllBytes();
        } catch (VaultikException e) {
            throw e;
        } catch (IOException e) {
            throw new VaultikException("object {} cannot be read", e, digest);
        }
    }

    /**
     * Tells whether there is a manifest.
     *
     * @param id its id
     * @return true if there is one; it may be damaged
     * @throws VaultikException if the store fails; a failure is never "no"
     */
    boolean hasManifest(ManifestId id) throws VaultikException;

    /**
     * Begins a push: after this, and before the session is closed, what the store says to be there stays, and what is put stays, for the
     * objects of this manifest. Override it in a store whose objects are ever removed, and in one that wraps another.
     *
     * @param manifest what will be pushed
     * @return the session, to be closed by the caller
     * @throws io.vaultik.fault.BusyException if objects that it needs are being removed just now; later it succeeds
     * @throws VaultikException if the store fails
     */
    default PushSession beginPush(DirectoryManifest manifest) throws VaultikException {
        return PushSession.of(this, manifest);
    }

    /**
     * Stores the text of a manifest under its id. The caller has put the objects that it names, in a {@link #beginPush session} where
     * objects may be removed meanwhile.
     *
     * @param manifest the manifest
     * @throws VaultikException if the store fails; nothing is stored
     */
    void putManifest(DirectoryManifest manifest) throws VaultikException;

    /**
     * Tells which of several objects are not there. Override it where several can be asked for at once, or where a listing is
     * cheaper than many questions. All addresses are checked before the first call to what is behind the store.
     *
     * @param digests addresses, with duplicates if you like
     * @return those that are not there, in the order and with the duplicates of the input
     * @throws IllegalArgumentException if one is not of BLAKE3
     * @throws VaultikException if the store fails; a failure is never "needed"
     */
    default List<Digest> objectsNeeded(Collection<Digest> digests) throws VaultikException {
        for (Digest digest : digests) {
            if (digest.algorithm() != HashAlgorithm.BLAKE3) {
                throw new IllegalArgumentException("objects are named by BLAKE3, not by " + digest.algorithm());
            }
        }
        List<Digest> needed = new ArrayList<>();
        for (Digest digest : digests) {
            if (!hasObject(digest)) {
                needed.add(digest);
            }
        }
        return needed;
    }

    /**
     * Visits the id of every manifest, each once, in any order, on the calling thread. What lies between the manifests without being
     * one is left out.
     *
     * @param visitor called for each id; returns false to stop
     * @throws io.vaultik.storage.StorageException if the store cannot list; it never answers "none" instead
     * @throws VaultikException if the store fails
     */
    void listManifestIds(ManifestIdVisitor visitor) throws VaultikException;

    /**
     * Deletes a manifest; its objects stay. That there is none is success.
     *
     * @param id its id
     * @throws io.vaultik.storage.StorageException if the store cannot delete
     * @throws VaultikException if the store fails
     */
    void deleteManifest(ManifestId id) throws VaultikException;

    /**
     * Tells whether this store can be made a mirror of another one: whether manifests can be listed and deleted. Needs no call.
     *
     * @return true if {@link #listManifestIds} and {@link #deleteManifest} can succeed
     */
    boolean supportsMirror();

    /**
     * Says where the store is, for people. Never with a secret.
     *
     * @return one line
     */
    String location();
}
