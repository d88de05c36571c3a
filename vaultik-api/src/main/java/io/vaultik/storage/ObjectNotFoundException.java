package io.vaultik.storage;

/**
 * There is no object under the key. Never retryable.
 *
 * @since 0.1
 */
public class ObjectNotFoundException extends StorageException {
    private static final long serialVersionUID = 1L;

    private final transient ObjectKey key;

    /**
     * Makes an exception.
     *
     * @param key the key that was asked for
     * @param location where: {@link ObjectStorage#location()}
     */
    public ObjectNotFoundException(ObjectKey key, String location) {
        super(false, "there is no object {} in {}", null, key, location);
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
