package io.vaultik.core.storage;

import io.vaultik.storage.ObjectKey;
import io.vaultik.storage.StorageException;

/** Checks of the range that a caller asks for. */
final class ObjectRange {
    private ObjectRange() {}

    /** Refuses an offset or a length below 0. */
    static void requireNotNegative(long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset " + offset + " or length " + length + " is negative");
        }
    }

    /** Refuses a range that ends after the object. */
    static void requireWithin(ObjectKey key, long offset, long length, long objectLength) throws StorageException {
        if (length > objectLength || offset > objectLength - length) {
            String template = "{} bytes from byte {} do not lie within the {} bytes of {}";
            throw new StorageException(false, template, null, length, offset, objectLength, key);
        }
    }
}
