package io.vaultik.storage;

/**
 * The key of an object that was to be created is taken. Never retryable.
 *
 * @since 0.1
 */
public class ObjectExistsException extends StorageException {
    private static final long serialVersionUID = 1L;

    private final transient ObjectKey key;

    /**
     * Makes an exception.
     *
     * @param key the key that was asked for
     * @param location where: {@link ObjectStorage#location()}
     */
    public ObjectExistsException(ObjectKey key, String location) {
        super(false, "there is an object {} in {} already", null, key, location);
        this.key = key;
    }

    /**
     * Returns the key that was asked for.
     *
     * @return the key
     */
    public ObjectKey key() {
        return key;
    }
}
