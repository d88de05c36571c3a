package io.vaultik.storage;

import java.io.Closeable;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A flat map from key to bytes: a directory, a bucket, a table. This is what a backend implements; {@code
 * io.vaultik.core.conformance} proves an implementation.
 *
 * <p>Calls block. All methods may be called from several threads at once. A call that is interrupted may end with a
 * {@link StorageException}; it leaves no half-written object behind.
 *
 * <p>Visibility: once a {@link #put} or {@link #delete} has returned, every call that starts later sees it, from every
 * process; a {@link #list} that runs meanwhile may or may not. Errors: every method throws {@link StorageException} when
 * the storage fails, with {@link StorageException#retryable()} saying whether the same call may succeed later.
 *
 * @since 0.1
 */
public interface ObjectStorage extends Closeable {
    /**
     * Stores one object, whole and durable on return. If the body throws, ends early or is longer than it said, nothing
     * is stored and an object that was there stays.
     *
     * @param key the key
     * @param body the bytes; it may be opened more than once
     * @param mode whether an object that is there is an error or is replaced, atomically
     * @throws ObjectExistsException if the mode is {@link PutMode#CREATE} and the key is taken; of several concurrent
     *     creations exactly one succeeds, where the storage has {@link Capability#ATOMIC_CREATE}
     * @throws StorageException if the storage or the body fails
     */
    void put(ObjectKey key, ObjectBody body, PutMode mode) throws StorageException;

    /**
     * Stores several small objects, each as {@link #put} with {@link PutMode#REPLACE} does; all are durable on return. Override it
     * where the storage can make many durable at once, and say {@link Capability#BULK_PUT}.
     *
     * @param objects the bodies by their keys; several may be open at once, on any thread
     * @throws StorageException if one of them could not be stored; the others may be stored, and those that are visible are whole
     */
    default void putAll(Map<ObjectKey, ? extends ObjectBody> objects) throws StorageException {
        for (Map.Entry<ObjectKey, ? extends ObjectBody> object : objects.entrySet()) {
            put(object.getKey(), object.getValue(), PutMode.REPLACE);
        }
    }

    /**
     * Opens a whole object.
     *
     * @param key the key
     * @return its content, to be closed by the caller
     * @throws ObjectNotFoundException if there is no such object
     * @throws StorageException if the storage fails
     */
    ObjectContent open(ObjectKey key) throws StorageException;

    /**
     * Reads a range of an object.
     *
     * @param key the key
     * @param offset where the range begins, in bytes from 0
     * @param length how many bytes, at least 0
     * @return a stream of exactly {@code length} bytes, to be closed by the caller; reading it ends with an exception
     *     rather than early
     * @throws ObjectNotFoundException if there is no such object
     * @throws StorageException if the range does not lie within the object, or the storage fails
     * @throws IllegalArgumentException if offset or length is negative
     */
    InputStream read(ObjectKey key, long offset, long length) throws StorageException;

    /**
     * Asks for the length and time of an object.
     *
     * @param key the key
     * @return what is known, or empty if there is no such object
     * @throws StorageException if the storage fails
     */
    Optional<ObjectInfo> stat(ObjectKey key) throws StorageException;

    /**
     * Visits every object whose key begins with a prefix, each once, in any order, on the calling thread. The storage
     * pages inside; memory does not grow with the number of objects.
     *
     * @param prefix the beginning of keys, as plain characters: {@code a} finds {@code a}, {@code ab} and {@code a/b};
     *     empty for all
     * @param visitor called for each object; returns false to stop
     * @throws StorageException if the storage fails, or has no {@link Capability#LIST}
     */
    void list(String prefix, ObjectVisitor visitor) throws StorageException;

    /**
     * Deletes an object. That there is none is success.
     *
     * @param key the key
     * @throws StorageException if the storage fails, or has no {@link Capability#DELETE}
     */
    void delete(ObjectKey key) throws StorageException;

    /**
     * Deletes several objects. Override it where the storage has a bulk call.
     *
     * @param keys the keys
     * @throws StorageException if one of them could not be deleted; the others may be gone
     */
    default void deleteAll(Collection<ObjectKey> keys) throws StorageException {
        for (ObjectKey key : keys) {
            delete(key);
        }
    }

    /**
     * Visits the uploads that were begun and have neither ended nor been taken back. They are no objects, and nobody sees them, but they
     * take room until they are taken back. Those that are being made now are among them. Override it, and {@link #abort}, where the parts
     * of an object are stored one by one, so that a process that is killed leaves some.
     *
     * @param prefix the beginning of keys, as in {@link #list}
     * @param visitor called for each upload on the calling thread, in any order; returns false to stop
     * @throws StorageException if the storage fails
     */
    default void listUnfinished(String prefix, UnfinishedVisitor visitor) throws StorageException {
        // Most storages have none.
    }

    /**
     * Takes back an unfinished upload; if somebody is making it, that fails. That there is none is success. An object under its key stays.
     *
     * @param upload one of {@link #listUnfinished}
     * @throws StorageException if the storage fails
     */
    default void abort(UnfinishedUpload upload) throws StorageException {
        // Most storages have none.
    }

    /**
     * Says what this storage can do. A storage that wraps another one asks it.
     *
     * @return an immutable set
     */
    Set<Capability> capabilities();

    /**
     * Says where the objects are, for people: a path, a URI. Never with a secret.
     *
     * @return one line
     */
    String location();

    /**
     * Releases connections and handles. Later calls fail with {@link IllegalStateException}; closing twice does nothing.
     *
     * @throws StorageException if that fails
     */
    @Override
    void close() throws StorageException;
}
